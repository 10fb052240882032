package vdsl.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports of the loopback interface that nobody listens on, below those that systems give to clients:
 * a process that is restarted must find its port free. Confined to one thread.
 */
final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 29_999;

  /** Demos that are started at the same time look at other ports first. */
  private static final int PORTS_PER_PROCESS = 20;

  private int candidate;

  FreePorts(long pid) {
    candidate = FIRST + (int) (pid * PORTS_PER_PROCESS % (LAST - FIRST));
  }

  /** The next free port. */
  int next() {
    for (int i = FIRST; i <= LAST; i++) {
      candidate = candidate == LAST ? FIRST : candidate + 1;
      if (isFree(candidate)) {
        return candidate;
      }
    }
    throw new DemoException("no port is free in " + FIRST + ".." + LAST);
  }

  static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
