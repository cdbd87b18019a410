package latentphysics.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latentphysics.experiment.Proposals;
import latentphysics.experiment.Proposals.Proposal;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;

/** What the network proposed, and how the leading rules fared from look to look, as JSON. */
final class ProposalsJson {
  private static final int MOST_RULES = 6;

  private ProposalsJson() {}

  /** All proposals and the course of the leading rules. */
  static JsonObject of(Proposals proposals) {
    JsonArray all = new JsonArray();
    proposals.all().forEach(proposal -> all.add(entry(proposal)));
    JsonObject json = new JsonObject();
    json.addProperty("looks", proposals.looks().size());
    json.add("proposed", all);
    json.add("course", course(proposals));
    return json;
  }

  private static JsonObject entry(Proposal proposal) {
    Scored last = proposal.last();
    JsonObject entry = new JsonObject();
    entry.addProperty("rule", last.rule().toString());
    entry.addProperty("formula", last.formula());
    entry.addProperty("first_step", proposal.first());
    entry.addProperty("kept", proposal.kept());
    entry.addProperty("given", proposal.given());
    entry.add("bits", Json.number(last.bits()));
    entry.add("prequential_bits", Json.number(last.prequential()));
    entry.add("unknown_bits", Json.number(last.unknown()));
    entry.add("error_mass", Json.number(last.mass()));
    return entry;
  }

  /**
   * Of the rules that save most at the last look, given or proposed: the prequential bits over
   * those of knowing nothing, and the error masses; null where a rule was not scored.
   */
  static JsonObject course(Proposals proposals) {
    List<Look> looks = proposals.looks();
    JsonArray names = new JsonArray();
    JsonArray shares = new JsonArray();
    JsonArray masses = new JsonArray();
    for (Rule rule : leading(looks)) {
      names.add(rule.toString());
      List<Scored> course = looks.stream().map(look -> of(rule, look)).toList();
      shares.add(Json.rounded(course.stream().mapToDouble(ProposalsJson::share).toArray()));
      masses.add(Json.rounded(course.stream().mapToDouble(Scored::mass).toArray()));
    }
    JsonObject json = new JsonObject();
    json.add("step", Json.rounded(looks.stream().mapToDouble(Look::step).toArray()));
    json.add("names", names);
    json.add("shares", shares);
    json.add("masses", masses);
    return json;
  }

  private static List<Rule> leading(List<Look> looks) {
    if (looks.isEmpty()) {
      return List.of();
    }
    return scored(looks.getLast()).values().stream()
        .sorted(
            Comparator.comparingDouble(ProposalsJson::share)
                .thenComparing(s -> s.rule().toString()))
        .map(Scored::rule)
        .limit(MOST_RULES)
        .toList();
  }

  private static double share(Scored scored) {
    return scored.prequential() / scored.unknown();
  }

  private static Map<Rule, Scored> scored(Look look) {
    Map<Rule, Scored> scored = new LinkedHashMap<>();
    Stream.concat(look.given().stream(), look.leaders().stream())
        .forEach(s -> scored.put(s.rule(), s));
    return scored;
  }

  private static Scored of(Rule rule, Look look) {
    Scored scored = scored(look).get(rule);
    double none = Double.NaN;
    return scored == null ? new Scored(rule, "", none, none, none, none) : scored;
  }
}
