package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NodesCommandTest {
  private static final int TERMINAL_COLUMNS = 120;

  private static final String NOW = "2026-11-23T08:00:10.500000000Z";

  private static final String NODES =
      """
      [{"node": "a", "ip": "10.0.0.1", "first_id": 1, "last_id": 2000,
        "last_time": "2026-11-23T08:00:09.120000000Z", "connected": true,
        "clock": {"at": "2026-11-23T08:00:10.250000000Z",
          "last_sync": "2026-11-23T08:00:10.250000000Z", "wall_offset_ns": -2100012345,
          "skew_ppb": 60012, "bound_ns": 84217, "round_trip_ns": 61000, "epoch": 1795420800,
          "generation": 1}},
       {"node": "new", "ip": "10.0.0.2", "first_id": null, "last_id": 7, "last_time": null,
        "connected": true,
        "clock": {"at": "2026-11-23T08:00:10.250000000Z", "last_sync": null,
          "wall_offset_ns": 12, "skew_ppb": null, "bound_ns": null, "round_trip_ns": 61000,
          "epoch": 1795420800, "generation": 0}},
       {"node": "silent", "ip": "10.0.0.3", "first_id": 1, "last_id": 7,
        "last_time": "2026-11-23T08:00:09.120000000Z", "connected": false}]""";

  private static String print(Table table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode nodes() throws JsonProcessingException {
    return new ObjectMapper().readTree(NODES);
  }

  @Test
  void clocksShowWhatIsKnownOfThem() throws JsonProcessingException {
    assertThat(print(NodesCommand.clocks(nodes(), NOW)).lines())
        .containsExactly(
            "NODE    WALL CLOCK  SKEW        BOUND    ROUND TRIP  LAST SYNC   EPOCH       GENERATION"
                + "  STATE",
            "a       -2.10 s     +60.01 ppm  84.2 us  61.0 us     250 ms ago  1795420800  1         "
                + "  connected",
            "new     +12 ns      -           -        61.0 us     -           1795420800  0         "
                + "  connected",
            "silent  -           -           -        -           -           -           -         "
                + "  away")
        .allMatch(line -> line.length() <= TERMINAL_COLUMNS);
  }

  @Test
  void aNodeAheadOfTheMasterByItsBoundHasJustSynced() throws JsonProcessingException {
    assertThat(print(NodesCommand.clocks(nodes(), "2026-11-23T08:00:10.249999000Z")))
        .contains(" 0 ns ago ");
  }

  @Test
  void recordsShowWhatTheNodesLogged() throws JsonProcessingException {
    assertThat(print(NodesCommand.records(nodes())).lines())
        .contains(
            "a       10.0.0.1  1         2000     2026-11-23T08:00:09.120000000Z  -2.10 s     84.2"
                + " us  connected")
        .allMatch(line -> line.length() <= TERMINAL_COLUMNS);
  }
}
