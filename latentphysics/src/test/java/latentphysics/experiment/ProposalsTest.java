package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.experiment.Proposals.Proposal;
import latentphysics.rule.Decay;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;
import org.junit.jupiter.api.Test;

/** Protects what is told of the network's proposals, and what the words for rules mean. */
final class ProposalsTest {
  private static Scored scored(Rule rule, double mass) {
    return new Scored(rule, "", 30, 100, 500, mass);
  }

  @Test
  void tellsWhatWasKeptFirstAndSinceWhen() {
    Rule decay = new Rule(new Decay(), List.of(0));
    Rule turn = new Rule(new Rotation(false), List.of(0, 1));
    Proposals proposals =
        new Proposals(
            List.of(
                new Look(1, List.of(), List.of(scored(decay, 0.2)), 9),
                new Look(101, List.of(), List.of(scored(turn, 0.2), scored(decay, 0.3)), 9),
                new Look(201, List.of(scored(turn, 0.1)), List.of(scored(turn, 0.1)), 9)));
    assertEquals(
        List.of(
            new Proposal(101, scored(turn, 0.1), true, true),
            new Proposal(1, scored(decay, 0.3), false, false)),
        proposals.all());
    assertEquals(List.of(), Proposals.NONE.all());
  }

  @Test
  void autoIsTheFixedFormsAndTheNetwork() {
    assertTrue(Physics.of("auto").proposing());
    assertFalse(Physics.of("fixed").proposing());
    assertEquals(Lexicon.FORMS, Physics.of("auto").forms());
    assertEquals(Lexicon.FORMS, Physics.of("fixed").forms());
    assertEquals(Physics.fixed(List.of(new Decay())), Physics.of("decay"));
    assertThrows(IllegalArgumentException.class, () -> Physics.of("auto,decay"));
    assertThrows(IllegalArgumentException.class, () -> Physics.fixed(List.of()));
  }
}
