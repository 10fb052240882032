package vdsl.agent.transport;

/** Where a collector listens for agents. */
public record CollectorAddress(String host, int port) {
  /** The port of a collector unless configured. */
  public static final int PORT_DEFAULT = 5_170;

  private static final int PORT_MAX = 65_535;

  public CollectorAddress {
    if (host.isBlank()) {
      throw new IllegalArgumentException("collector host must not be empty");
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("collector port " + port + " not in 1.." + PORT_MAX);
    }
  }

  /**
   * Reads "host:port", "host", "[v6]:port" or "[v6]".
   *
   * @throws IllegalArgumentException if the text is none of them
   */
  public static CollectorAddress parse(String text) {
    int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.lastIndexOf(':');
    if (hostEnd <= 0 && text.startsWith("[")) {
      throw invalid(text);
    }
    if (hostEnd < 0 || hostEnd == text.length()) {
      return new CollectorAddress(unbracketed(text), PORT_DEFAULT);
    }
    if (text.charAt(hostEnd) != ':') {
      throw invalid(text);
    }
    try {
      int port = Integer.parseInt(text.substring(hostEnd + 1));
      return new CollectorAddress(unbracketed(text.substring(0, hostEnd)), port);
    } catch (NumberFormatException notANumber) {
      throw invalid(text);
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("collector \"" + text + "\" is not HOST:PORT");
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
