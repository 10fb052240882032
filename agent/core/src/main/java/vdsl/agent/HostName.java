package vdsl.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Name of this host, if possible without asking a name server, which may take its time. */
final class HostName {
  private static final Path KERNEL_FILE = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  static String detect(Map<String, String> environment) {
    return kernelName()
        .or(() -> variable(environment, "HOSTNAME"))
        .or(() -> variable(environment, "COMPUTERNAME"))
        .orElseGet(HostName::resolvedName);
  }

  private static Optional<String> kernelName() {
    try {
      return Optional.of(Files.readString(KERNEL_FILE).strip()).filter(name -> !name.isEmpty());
    } catch (IOException otherSystem) {
      return Optional.empty();
    }
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static String resolvedName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unknown) {
      return "localhost";
    }
  }
}
