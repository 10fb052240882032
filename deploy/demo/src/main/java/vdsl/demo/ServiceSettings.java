package vdsl.demo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service is started with.
 *
 * @param node name of the node, which is that of its service
 * @param peers port on the loopback interface by node, of all nodes and in their order
 * @param control directory of the files by which the command and the services tell each other
 * @param journals directory for what the processes of the node say of their own log calls
 * @param life which process of its node this is, from 1
 * @param seed of the requests
 */
record ServiceSettings(
    String node, Map<String, Integer> peers, Path control, Path journals, int life, long seed) {
  private static final String PROPERTY_PREFIX = "vdsl.demo.";
  private static final String NODE = "node";
  private static final String CLOCK = "clock";

  /** What logback.xml and the appender need. */
  private static final List<String> PROPERTIES = List.of(NODE, CLOCK, "collector", "directory");

  ServiceSettings {
    peers = new LinkedHashMap<>(peers);
    if (!peers.containsKey(node)) {
      throw new IllegalArgumentException("node " + node + " is none of " + peers.keySet());
    }
  }

  /** Reads arguments KEY=VALUE, and makes system properties of those that logback.xml names. */
  static ServiceSettings take(List<String> arguments) {
    Map<String, String> values = new HashMap<>();
    for (String argument : arguments) {
      int keyEnd = argument.indexOf('=');
      if (keyEnd < 0) {
        throw new IllegalArgumentException("argument " + argument + " is not KEY=VALUE");
      }
      values.put(argument.substring(0, keyEnd), argument.substring(keyEnd + 1));
    }
    PROPERTIES.forEach(key -> System.setProperty(PROPERTY_PREFIX + key, value(values, key)));
    return new ServiceSettings(
        value(values, NODE),
        peers(value(values, "peers")),
        Path.of(value(values, "control")),
        Path.of(value(values, "journals")),
        Integer.parseInt(value(values, "life")),
        Long.parseLong(value(values, "seed")));
  }

  private static String value(Map<String, String> values, String key) {
    return Optional.ofNullable(values.get(key))
        .orElseThrow(() -> new IllegalArgumentException("no argument " + key));
  }

  /** Of NODE:PORT,NODE:PORT. */
  private static Map<String, Integer> peers(String text) {
    Map<String, Integer> peers = new LinkedHashMap<>();
    for (String peer : text.split(",", -1)) {
      int nameEnd = peer.indexOf(':');
      peers.put(peer.substring(0, nameEnd), Integer.parseInt(peer.substring(nameEnd + 1)));
    }
    return peers;
  }

  static BentClock clockOfProcess() {
    return BentClock.parse(property(CLOCK));
  }

  static String nodeOfProcess() {
    return property(NODE);
  }

  private static String property(String key) {
    return Optional.ofNullable(System.getProperty(PROPERTY_PREFIX + key))
        .orElseThrow(() -> new IllegalStateException("no property " + PROPERTY_PREFIX + key));
  }

  int port() {
    return Optional.ofNullable(peers.get(node)).orElseThrow();
  }
}
