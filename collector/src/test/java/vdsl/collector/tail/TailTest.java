package vdsl.collector.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vdsl.collector.tail.TailedCluster.MS;
import static vdsl.collector.tail.TailedCluster.START_NS;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.collector.fixture.MemoryBlockStore;
import vdsl.collector.tail.TailedCluster.Client;
import vdsl.collector.tail.TailedCluster.Dropped;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.storage.jdbc.H2BlockStore;
import vdsl.storage.jdbc.H2StoreConfig;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.UnknownNodeException;
import vdsl.storage.spi.StoreEvents;
import vdsl.time.TimeMap;
import vdsl.time.WallClock;

class TailTest {
  private static final long HOLD_MS = 1_000;

  private final MemoryBlockStore store = new MemoryBlockStore();
  private final TailedCluster cluster = new TailedCluster(store);

  @Test
  void recordsOfAllNodesComeInOrderWhenTheHoldIsOver() throws Exception {
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 10, 30);
    cluster.commit("n2", 0, 20, 40);
    cluster.at(HOLD_MS + 9);
    assertThat(new Client().drain(tail).given).isEmpty();
    cluster.at(HOLD_MS + 30);
    assertThat(new Client().drain(tail).names()).containsExactly("n1:1", "n2:1", "n1:2");
    cluster.at(HOLD_MS + 40);
    assertThat(new Client().drain(tail).names()).containsExactly("n2:2");
  }

  @Test
  void holdIsWhatWasAskedFor() throws Exception {
    Tail tail = cluster.tail(Map.of("hold", List.of("0")));
    cluster.commit("n1", 0, 10);
    cluster.at(10);
    assertThat(new Client().drain(tail).names()).containsExactly("n1:1");
  }

  @Test
  void boundOfARecordIsWaitedForToo() throws Exception {
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 50 * MS, 10);
    cluster.commit("n2", 0, 20);
    cluster.at(HOLD_MS + 59);
    assertThat(new Client().drain(tail).given).isEmpty();
    cluster.at(HOLD_MS + 60);
    assertThat(new Client().drain(tail).names()).containsExactly("n1:1", "n2:1");
  }

  @Test
  void worstBoundOfTheNodesInContactIsWaitedFor() throws Exception {
    cluster.connect("n2", 100 * MS);
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 10);
    cluster.at(HOLD_MS + 105);
    assertThat(new Client().drain(tail).given).isEmpty();
    // n2's clock was 100 ms behind when it logged this, at 90 ms.
    cluster.commit("n2", 100 * MS, 5);
    cluster.at(HOLD_MS + 115);
    assertThat(new Client().drain(tail).names()).containsExactly("n2:1", "n1:1");
  }

  @Test
  void clockThatPromisesNothingIsNotWaitedFor() throws Exception {
    cluster.connect("n2", TimeMap.BOUND_UNLIMITED_NS);
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 10);
    cluster.commit("n2", TimeMap.BOUND_UNLIMITED_NS, 20);
    cluster.at(HOLD_MS + 10);
    assertThat(new Client().drain(tail).names()).containsExactly("n1:1");
    cluster.at(HOLD_MS + 20 + 1_000);
    assertThat(new Client().drain(tail).names()).containsExactly("n2:1");
  }

  @Test
  void nothingComesWhileBlocksWaitToBecomeDurable() throws Exception {
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 10);
    cluster.writer().unsettledSince(START_NS + 1_004 * MS);
    cluster.at(2_000);
    assertThat(new Client().drain(tail).given).isEmpty();
    cluster.commit("n2", 0, 5);
    cluster.writer().settled();
    assertThat(new Client().drain(tail).names()).containsExactly("n2:1", "n1:1");
  }

  @Test
  void storeThatHangsHoldsNobodyUpForEver() throws Exception {
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 10);
    cluster.writer().unsettledSince(START_NS);
    cluster.at(HOLD_MS + 5_000 + 10);
    assertThat(new Client().drain(tail).names()).containsExactly("n1:1");
  }

  @Test
  void whatComesAfterItsPlaceHasPassedIsLateAndComesOnce() throws Exception {
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 10, 2_000);
    cluster.at(2_000);
    assertThat(new Client().drain(tail).names()).containsExactly("n1:1");
    cluster.commit("n2", 0, 5, 1_990, 7);
    assertThat(new Client().drain(tail).names()).containsExactly("n2:1 late", "n2:3 late");
    cluster.at(10_000);
    assertThat(new Client().drain(tail).names()).containsExactly("n2:2", "n1:2");
  }

  @Test
  void tombstoneThatComesAfterItsTimeIsLateAndComesOnce() throws Exception {
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 10);
    cluster.at(5_000);
    assertThat(new Client().drain(tail).names()).containsExactly("n1:1");
    cluster.commit(
        "n1", cluster.node("n1").tombstone(100, START_NS + 20 * MS, START_NS + 6_000 * MS));
    cluster.commit("n1", 0, 6_010);
    Client client = new Client();
    client.drain(tail);
    cluster.at(20_000);
    client.drain(tail);
    assertThat(client.names()).containsExactly("n1:2 late", "n1:102");
    for (TailedCluster.Given given : client.given.subList(0, 1)) {
      Client again = new Client().drain(cluster.resume(given.positionAfter()));
      assertThat(again.names()).containsExactly("n1:102");
    }
  }

  @Test
  void beginsNowOrWhereItIsTold() throws Exception {
    cluster.commit("n1", 0, 10, 20, 30);
    cluster.commit("n2", 0, 15, 25, 35);
    cluster.at(5_000);
    assertThat(new Client().drain(cluster.tail(Map.of())).given).isEmpty();
    assertThat(new Client().drain(tailWith("last", "2")).names()).containsExactly("n1:3", "n2:3");
    assertThat(new Client().drain(tailWith("last", "9")).names()).hasSize(6);
    assertThat(new Client().drain(tailWith("from", Long.toString(START_NS + 30 * MS))).names())
        .containsExactly("n1:3", "n2:3");
    assertThat(new Client().drain(tailWith("from", "now")).given).isEmpty();
  }

  private Tail tailWith(String key, String value) {
    return cluster.tail(Map.of(key, List.of(value)));
  }

  @Test
  void onlyWhatTheFiltersWantComes() throws Exception {
    cluster.commit("n1", 0, 10, 11, 12);
    cluster.commit("n2", 0, 13);
    Tail byNode = tailWith("node", "n1");
    Tail byText = tailWith("text", "2");
    Tail byLevel = tailWith("level", "WARN+");
    Tail byCondition = tailWith("where", "id > 2");
    cluster.at(500);
    cluster.commit("n2", 0, 501);
    cluster.at(5_000);
    cluster.commit("n2", 0, 20);
    assertThat(new Client().drain(byNode).names()).containsExactly("n1:1", "n1:2", "n1:3");
    assertThat(new Client().drain(byText).names()).containsExactly("n1:2", "n2:2");
    assertThat(new Client().drain(byLevel).given).isEmpty();
    assertThat(new Client().drain(byCondition).names()).containsExactly("n1:3", "n2:3");
  }

  @Test
  void feedThatHasGoneOnIsMadeUpForFromTheStore() throws Exception {
    cluster.commit("n1", 0, 10);
    Tail tail = tailWith("node", "n1");
    cluster.at(5_000);
    cluster.commit("n1", 0, 4_990);
    cluster.writer().overflow(new NodeId("other"));
    cluster.commit("n1", 0, 20, 4_995);
    Client client = new Client().drain(tail);
    cluster.at(10_000);
    client.drain(tail);
    assertThat(client.names()).containsExactly("n1:1", "n1:3", "n1:2", "n1:4");
  }

  @Test
  void clientThatComesBackMissesAndRepeatsNothingWherever(@TempDir Path directory)
      throws Exception {
    List<String> all;
    List<TailedCluster.Given> given;
    try (H2BlockStore disk = open(directory)) {
      cluster.restart(disk);
      Tail tail = tailWith("from", Long.toString(START_NS));
      Client client = new Client();
      cluster.commit("n1", 0, 10, 12, 11, 3_000);
      cluster.commit("n2", 0, 11, 14, 13);
      cluster.at(2_500);
      client.drain(tail);
      cluster.commit("n2", 0, 1, 3, 2, 4_000);
      cluster.commit("n3", cluster.node("n3").tombstone(50, START_NS, START_NS + 90 * MS));
      cluster.commit("n3", 0, 2, 3_001);
      cluster.at(10_000);
      client.drain(tail);
      given = client.given;
      all = sorted(client.names());
      assertThat(all).hasSize(14).contains("n2:4 late", "n3:1 late");
    }
    try (H2BlockStore disk = open(directory)) {
      cluster.restart(disk);
      for (int count = 1; count <= given.size(); count++) {
        Client again = new Client().drain(cluster.resume(given.get(count - 1).positionAfter()));
        List<String> both =
            new ArrayList<>(given.subList(0, count).stream().map(TailTest::id).toList());
        both.addAll(again.given.stream().map(TailTest::id).toList());
        assertThat(both)
            .as("after %d records", count)
            .containsExactlyInAnyOrderElementsOf(given.stream().map(TailTest::id).toList());
      }
    }
  }

  private static H2BlockStore open(Path directory) {
    return H2BlockStore.open(
        new H2StoreConfig(directory, 1 << 20, 4),
        WallClock.system(),
        CrashPoint.NONE,
        StoreEvents.NONE);
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  private static String id(TailedCluster.Given given) {
    return given.at().node() + ":" + given.at().id();
  }

  @Test
  void positionAdvancesWhereNothingMatches() throws Exception {
    cluster.commit("n1", 0, 10);
    Tail tail = tailWith("level", "FATAL");
    String before = tail.position();
    cluster.at(5_000);
    new Client().drain(tail);
    assertThat(tail.position()).isNotEqualTo(before);
    assertThat(new Client().drain(cluster.resume(tail.position())).given).isEmpty();
  }

  @Test
  void clientThatComesBackIsToldWhatWasDropped() throws Exception {
    cluster.commit("n1", 0, 10);
    cluster.commit("n2", 0, 10);
    cluster.at(5_000);
    Tail tail = cluster.tail(Map.of());
    String position = tail.position();
    cluster.commit("n1", 0, 6_000, 6_001);
    cluster.commit("n1", 0, 6_002);
    cluster.commit("n1", 0, 6_003);
    cluster.commit("n2", 0, 6_004);
    cluster.at(10_000);
    store.drop(new NodeId("n1"), 4);
    Client client = new Client().drain(cluster.resume(position));
    assertThat(client.names()).containsExactly("n1:5", "n2:2");
    assertThat(client.dropped)
        .containsExactly(new Dropped(new NodeId("n1"), OptionalLong.of(2), 4));
  }

  @Test
  void clientThatComesBackIsToldWhatMayHaveBeenDropped() throws Exception {
    cluster.at(5_000);
    Tail tail = cluster.tail(Map.of());
    cluster.commit("n1", 0, 4_990);
    cluster.commit("n1", 0, 4_995);
    new Client().drain(tail);
    String seenAndNotGiven = tail.position();
    store.drop(new NodeId("n1"), 1);
    cluster.at(10_000);
    Client client = new Client().drain(cluster.resume(seenAndNotGiven));
    assertThat(client.names()).containsExactly("n1:2");
    assertThat(client.dropped)
        .containsExactly(new Dropped(new NodeId("n1"), OptionalLong.empty(), 1));
  }

  @Test
  void senselessRequestsAreRefused() {
    cluster.commit("n1", 0, 10);
    for (Map<String, List<String>> wrong :
        List.of(
            Map.of("ids", List.of("1..2")),
            Map.of("to", List.of("now")),
            Map.of("hold", List.of("60001")),
            Map.of("hold", List.of("-1")),
            Map.of("last", List.of("0")),
            Map.of("last", List.of("1", "2")),
            Map.of("last", List.of("5"), "from", List.of("now")),
            Map.of("level", List.of("LOUD")))) {
      assertThatThrownBy(() -> cluster.tail(wrong)).isInstanceOf(QuerySyntaxException.class);
    }
    assertThatThrownBy(() -> tailWith("node", "n9")).isInstanceOf(UnknownNodeException.class);
  }

  @Test
  void positionOfAnotherTailIsRefused() {
    cluster.commit("n1", 0, 10);
    String position = cluster.tail(Map.of()).position();
    String ofOneNode = tailWith("node", "n1").position();
    String damaged = position.substring(0, 5) + "x" + position.substring(6);
    for (String wrong : List.of(ofOneNode, damaged, position.substring(3), "", "1.", "2.x")) {
      assertThatThrownBy(() -> cluster.resume(wrong))
          .isInstanceOf(QuerySyntaxException.class)
          .hasMessageStartingWith("Last-Event-ID");
    }
    Map<String, List<String>> oneNode = Map.of("node", List.of("n1"), "from", List.of("now"));
    assertThat(cluster.tail(oneNode, Optional.of(ofOneNode)).position()).isEqualTo(ofOneNode);
  }

  @Test
  void moreNodesThanAPositionCanNameAreRefused() {
    for (int i = 0; i < 160; i++) {
      cluster.commit("%03d-".formatted(i) + "x".repeat(120), 0, 10);
    }
    assertThatThrownBy(() -> cluster.tail(Map.of())).isInstanceOf(TooManyNodesException.class);
    assertThat(tailWith("node", "%03d-".formatted(7) + "x".repeat(120)).position()).isNotEmpty();
  }
}
