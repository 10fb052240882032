package vdsl.collector;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as people write it.
 *
 * @param host name or address, an IPv6 address without its brackets
 * @param port 0..65535; 0 for any free one
 */
public record HostPort(String host, int port) {
  private static final int PORT_MAX = 65_535;
  private static final Pattern SYNTAX =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\s\\[\\]]+)):([0-9]{1,5})");

  public HostPort {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("port " + port + " not in 0.." + PORT_MAX);
    }
  }

  /** Reads HOST:PORT or [IPV6]:PORT; empty if it is neither. */
  static Optional<HostPort> parse(String text) {
    Matcher parts = SYNTAX.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(3)) > PORT_MAX) {
      return Optional.empty();
    }
    String host = Optional.ofNullable(parts.group(1)).orElseGet(() -> parts.group(2));
    return Optional.of(new HostPort(host, Integer.parseInt(parts.group(3))));
  }

  static HostPort of(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
