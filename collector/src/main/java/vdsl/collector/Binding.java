package vdsl.collector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where one of the collector's doors is, and what to say when it cannot open. Thread-safe. */
record Binding(CollectorKey key, HostPort address) {
  /**
   * The address to bind.
   *
   * @throws StartException if the host is unknown, or if others could reach it and may not
   */
  InetSocketAddress resolve(boolean insecure) {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(address.host());
    } catch (UnknownHostException unknown) {
      throw new StartException(
          "%s = %s: host %s is unknown; name one of this machine's addresses by %s HOST:PORT"
              .formatted(key.key(), address, address.host(), key.flag()),
          unknown);
    }
    if (!insecure && !Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress)) {
      throw new StartException(
          "%s = %s can be reached by other machines, without TLS or credentials; bind 127.0.0.1, or say %s if that is meant"
              .formatted(key.key(), address, CollectorKey.INSECURE.flag()));
    }
    return new InetSocketAddress(addresses[0], address.port());
  }

  /** What to say when binding failed. */
  StartException failure(IOException fault) {
    // What a transport throws differs; what it says of this does not.
    String reason =
        String.valueOf(fault.getMessage()).contains("in use")
            ? "is in use by another process; end it"
            : "cannot be bound (" + fault.getMessage() + "); name an address of this machine";
    return new StartException(
        "%s = %s %s, or choose another by %s HOST:PORT"
            .formatted(key.key(), address, reason, key.flag()),
        fault);
  }
}
