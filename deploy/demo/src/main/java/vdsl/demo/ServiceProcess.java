package vdsl.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/**
 * One service of {@code vdsl demo}, which starts it with the arguments of {@link ServiceSettings}.
 * It tells by the file {@code ready-NODE-LIFE} that it serves. The shop places orders from when
 * there is a file {@code go} until there is a file {@code stop}; the file {@code quiet} then tells
 * that no order is under way. It ends by a signal, or when its parent is gone.
 */
public final class ServiceProcess {
  private static final String SHOP = Trade.SHOP.node();
  private static final long LOOK_INTERVAL_NS = 20_000_000L;

  private final ServiceSettings settings;
  private final ProcessHandle parent;

  private ServiceProcess(ServiceSettings settings, ProcessHandle parent) {
    this.settings = settings;
    this.parent = parent;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    // Otherwise the server's answers wait for the acknowledgement of their headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    ServiceSettings settings = ServiceSettings.take(List.of(arguments));
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    new ServiceProcess(settings, parent).run();
  }

  private void run() throws IOException, InterruptedException {
    Trade trade = Trade.of(settings.node());
    TickSource ticks = TickSource.system();
    WallClock clock = ServiceSettings.clockOfProcess().bend(WallClock.system());
    String pid = Long.toString(ProcessHandle.current().pid());
    CallJournal journal = CallJournal.create(settings.journals().resolve(pid));
    RequestLog log = new RequestLog(trade.object(), journal, clock);
    NextService next = new NextService(settings.peers(), log, ticks);
    try (OrderServer server = new OrderServer(trade, log, next, settings.port())) {
      server.start();
      tell("ready-" + settings.node() + "-" + settings.life());
      if (settings.node().equals(SHOP)) {
        awaitFile("go");
        Shop shop = new Shop(settings, log, next, ticks);
        shop.start();
        awaitFile("stop");
        shop.end();
        tell("quiet");
      }
      awaitFile("never");
    }
  }

  private void tell(String file) throws IOException {
    Files.createFile(settings.control().resolve(file));
  }

  /** Waits for a file, or until nobody is there to make it. */
  private void awaitFile(String file) {
    while (!Files.exists(settings.control().resolve(file)) && parent.isAlive()) {
      LockSupport.parkNanos(this, LOOK_INTERVAL_NS);
    }
  }
}
