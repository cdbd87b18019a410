package latentphysics.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;

class ProvidersTest {

  @Test
  void theScalarReferenceIsAlwaysThere() {
    long scalars = Providers.all().stream().filter(k -> k instanceof ScalarKernels).count();
    assertEquals(1, scalars);
  }

  @Test
  void thePreferredProviderComesFirst() {
    List<Kernels> all = Providers.all();
    assertSame(all.getFirst(), Providers.best());
    for (int p = 1; p < all.size(); p++) {
      assertTrue(all.get(p - 1).preference() >= all.get(p).preference());
    }
  }

  @Test
  void providersAreFoundOnceAndCannotBeChanged() {
    assertSame(Providers.all(), Providers.all());
    assertThrows(
        UnsupportedOperationException.class, () -> Providers.all().add(new ScalarKernels()));
  }
}
