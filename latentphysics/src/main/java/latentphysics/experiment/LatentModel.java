package latentphysics.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import latentphysics.network.ResidualMlp;
import latentphysics.operator.Flow;
import latentphysics.operator.LatentOperator;
import latentphysics.tensor.Tensor;

/**
 * Encoder, decoder and latent operator; parameters travel beside it as one list.
 *
 * @param encoder observations to latents
 * @param decoder latents to observations
 * @param operator how latents move
 */
record LatentModel(ResidualMlp encoder, ResidualMlp decoder, LatentOperator operator) {

  /** The three parts of a parameter list. */
  record Parameters(List<Tensor> encoder, List<Tensor> decoder, List<Tensor> operator) {
    List<Tensor> all() {
      List<Tensor> all = new ArrayList<>(encoder);
      all.addAll(decoder);
      all.addAll(operator);
      return all;
    }
  }

  Parameters split(List<Tensor> all) {
    int first = encoder.parameters();
    int second = first + decoder.parameters();
    return new Parameters(
        all.subList(0, first), all.subList(first, second), all.subList(second, all.size()));
  }

  Tensor encode(List<Tensor> all, Tensor x) {
    return encoder.apply(split(all).encoder(), x);
  }

  Tensor decode(List<Tensor> all, Tensor z) {
    return decoder.apply(split(all).decoder(), z);
  }

  Flow flow(List<Tensor> all, Tensor before, Tensor after, Tensor steps) {
    return operator.flow(split(all).operator(), before, after, steps);
  }

  Map<String, Tensor> named(List<Tensor> all) {
    Parameters parts = split(all);
    Map<String, Tensor> named = new LinkedHashMap<>(encoder.named("encoder", parts.encoder()));
    named.putAll(decoder.named("decoder", parts.decoder()));
    for (int i = 0; i < parts.operator().size(); i++) {
      named.put("operator." + operator.parameterNames().get(i), parts.operator().get(i));
    }
    return named;
  }
}
