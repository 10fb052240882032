package vdsl.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import vdsl.agent.AgentConfig;
import vdsl.agent.LogAgent;
import vdsl.agent.Logger;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.capture.FullPolicy;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.TransportConfig;
import vdsl.cli.CrashingVdsl;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.TickSource;

/**
 * A service of a node, with the agent inside: its threads log until the process is killed, or until
 * the file {@value #STOP_NAME} is in the journals' directory; it then ends when all its records are
 * acknowledged. Every process is a life of its own, and journals its calls.
 */
public final class Producer {
  static final String STOP_NAME = "stop";

  /** Several, so that claims contend and threads are killed in the midst of one. */
  private static final int THREAD_COUNT = LoggedCall.BURST_THREAD;

  /** Argument of a service whose calls never wait for room, and which logs in bursts too. */
  static final String IMPATIENT = "impatient";

  /** Calls of a burst: more than the two halves of the buffer hold. */
  private static final int BURST_CALLS = 150;

  private static final Duration BURST_INTERVAL = Duration.ofSeconds(5);

  /** Of one thread. */
  private static final int CALLS_PER_SECOND = 40;

  /** Ten minutes of calls: no life is that long. */
  private static final int CALLS_MAX = 600 * CALLS_PER_SECOND;

  private static final long LOOK_INTERVAL_NS = 10_000_000L;
  private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofMinutes(3);

  private final AgentConfig config;
  private final Path journals;
  private final boolean isImpatient;
  private volatile boolean isStopping;

  private Producer(AgentConfig config, Path journals, boolean isImpatient) {
    this.config = config;
    this.journals = journals;
    this.isImpatient = isImpatient;
  }

  /**
   * Arguments: directory of the node, its name, collector, journals' directory; then nothing,
   * {@value #IMPATIENT}, or a step and how often it is reached before the process ends itself.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    AgentConfig config = config(arguments);
    boolean isImpatient = arguments.length == 5 && arguments[4].equals(IMPATIENT);
    if (arguments.length > 5) {
      CrashPoint.Step step = CrashPoint.Step.valueOf(arguments[4]);
      config = crashing(config, CrashingVdsl.at(step, Long.parseLong(arguments[5])));
    }
    new Producer(config, Path.of(arguments[3]), isImpatient).run();
  }

  static AgentConfig config(String[] arguments) {
    return AgentConfig.of(
        new NodeId(arguments[1]),
        Path.of(arguments[0]),
        List.of(CollectorAddress.parse(arguments[2])));
  }

  private static AgentConfig crashing(AgentConfig config, CrashPoint crash) {
    AgentConfig.Environment given = config.environment();
    TransportConfig.Surroundings surroundings = given.surroundings();
    return config.withEnvironment(
        new AgentConfig.Environment(
            given.host(),
            given.timings(),
            new TransportConfig.Surroundings(
                surroundings.ticks(),
                surroundings.wall(),
                surroundings.uptime(),
                surroundings.random(),
                crash)));
  }

  /** The smallest buffer, so that its halves are released and used again. */
  static LogAgent agent(AgentConfig config, FullPolicy full) {
    CaptureConfig capture =
        new CaptureConfig(
            new BufferConfig(BufferConfig.HALF_BYTES_MIN, BufferConfig.STALL_NS_DEFAULT),
            full,
            true);
    return LogAgent.start(config, capture, StatusLog.toStderr(TickSource.system()));
  }

  static CallJournal journal(Path journals) throws IOException {
    long life = new SecureRandom().nextLong();
    return CallJournal.create(journals, life, THREAD_COUNT + 1, CALLS_MAX);
  }

  private void run() throws IOException, InterruptedException {
    CallJournal journal = journal(journals);
    FullPolicy full = isImpatient ? FullPolicy.parse("block(0ms)") : FullPolicy.DEFAULT;
    LogAgent agent = agent(config, full);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREAD_COUNT; i++) {
      int thread = i;
      Logger logger = agent.logger("producer." + thread);
      threads.add(new Thread(() -> logUntilStopped(journal, logger, thread), "caller-" + thread));
    }
    if (isImpatient) {
      Logger logger = agent.logger("burst");
      threads.add(new Thread(() -> logInBursts(journal, logger), "caller-in-bursts"));
    }
    threads.forEach(Thread::start);
    while (!Files.exists(journals.resolve(STOP_NAME))) {
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
    }
    isStopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    if (!agent.awaitAcknowledged(ACKNOWLEDGE_TIMEOUT)) {
      throw new IllegalStateException("not acknowledged in time; " + agent.progress());
    }
    System.out.println(agent.close(ACKNOWLEDGE_TIMEOUT));
  }

  private void logUntilStopped(CallJournal journal, Logger logger, int thread) {
    for (int sequence = 0; !isStopping && sequence < CALLS_MAX; sequence++) {
      log(journal, logger, new LoggedCall(journal.life(), thread, sequence));
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos() / CALLS_PER_SECOND);
    }
  }

  private void logInBursts(CallJournal journal, Logger logger) {
    for (int sequence = 0; !isStopping && sequence < CALLS_MAX; sequence++) {
      if (sequence % BURST_CALLS == 0) {
        LockSupport.parkNanos(BURST_INTERVAL.toNanos());
      }
      log(journal, logger, new LoggedCall(journal.life(), LoggedCall.BURST_THREAD, sequence));
    }
  }

  static void log(CallJournal journal, Logger logger, LoggedCall call) {
    journal.intend(call);
    boolean wasTaken = call.log(logger);
    journal.returned(call, wasTaken);
  }
}
