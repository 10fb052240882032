package vdsl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vdsl.cli.demo.StoredRecord.Place;
import vdsl.cli.demo.StoredRecord.Step;
import vdsl.cli.demo.StoredRecord.Step.Kind;

class CausalPairsTest {
  private static final long REQUEST = 100_001;

  private final CausalPairs pairs = new CausalPairs();

  private void add(String node, long id, Kind kind, long timeMs, long ownMs) {
    add(REQUEST, node, id, kind, timeMs, ownMs);
  }

  private void add(long request, String node, long id, Kind kind, long timeMs, long ownMs) {
    Step step = new Step(request, 1, kind);
    pairs.accept(Records.step(new Place(node, id), step, timeMs, ownMs));
  }

  @Test
  void rightOrderIsRightByBothClocks() {
    add("a", 1, Kind.SEND, 0, 0);
    add("b", 1, Kind.RECEIVE, 1, 1);
    add("b", 2, Kind.ANSWER, 2, 2);
    add("a", 2, Kind.RETURN, 3, 3);

    assertThat(pairs.count()).isEqualTo(new CausalPairs.Count(2, 0, 0));
  }

  @Test
  void receiverWhoseClockIsBehindIsWrongByItsOwnClockOnly() {
    add("a", 1, Kind.SEND, 0, 0);
    add("b", 1, Kind.RECEIVE, 1, -1_999);
    add("b", 2, Kind.ANSWER, 2, -1_998);
    add("a", 2, Kind.RETURN, 3, 3);

    assertThat(pairs.count()).isEqualTo(new CausalPairs.Count(2, 1, 0));
  }

  @Test
  void plantedPairInWrongClusterOrderIsFound() {
    add("a", 1, Kind.SEND, 5, 0);
    add("b", 1, Kind.RECEIVE, 4, 1);

    assertThat(pairs.count()).isEqualTo(new CausalPairs.Count(1, 0, 1));
  }

  @Test
  void equalTimesAreOrderedByNodeAndId() {
    add("b", 1, Kind.SEND, 0, 0);
    add("a", 1, Kind.RECEIVE, 0, 0);

    assertThat(pairs.count()).isEqualTo(new CausalPairs.Count(1, 1, 1));
  }

  @Test
  void callThatWasCutOffIsNoPair() {
    add("a", 1, Kind.SEND, 5, 5);
    add("b", 2, Kind.ANSWER, 1, 1);

    assertThat(pairs.count()).isEqualTo(new CausalPairs.Count(0, 0, 0));
  }

  @Test
  void requestToFollowIsOneThatIsWhole() {
    add(7, "a", 1, Kind.SEND, 0, 0);
    long id = 0;
    for (Kind kind : Kind.values()) {
      id++;
      add(8, "b", id, kind, id, id);
    }
    add(9, "a", 2, Kind.SEND, 0, 0);

    assertThat(pairs.typicalRequest()).hasValue(8L);
  }

  @Test
  void thereMayBeNoRequestToFollow() {
    add("a", 1, Kind.SEND, 0, 0);

    assertThat(pairs.typicalRequest()).isEmpty();
  }
}
