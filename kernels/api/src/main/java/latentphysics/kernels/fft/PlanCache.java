package latentphysics.kernels.fft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Plans by length; beyond its bounds it forgets those that were not asked for the longest. */
final class PlanCache<P> {
  private static final int MOST_PLANS = 64;
  private static final long MOST_NUMBERS = 1 << 22;

  private final Map<Integer, P> plans = new LinkedHashMap<>(16, 0.75f, true);
  private long numbers;

  /** The plan of a length; made outside the lock, so two threads may make the same one. */
  P get(int length, IntFunction<P> planner) {
    synchronized (this) {
      P known = plans.get(length);
      if (known != null) {
        return known;
      }
    }
    P made = planner.apply(length);
    synchronized (this) {
      if (plans.putIfAbsent(length, made) == null) {
        numbers += length;
        var oldest = plans.keySet().iterator();
        while (plans.size() > 1 && (plans.size() > MOST_PLANS || numbers > MOST_NUMBERS)) {
          numbers -= oldest.next();
          oldest.remove();
        }
      }
    }
    return made;
  }

  /** Number of plans kept. */
  synchronized int size() {
    return plans.size();
  }
}
