package vdsl.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterAttachableImpl;
import ch.qos.logback.core.spi.FilterReply;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLoggerFactory;
import vdsl.agent.AgentConfig;
import vdsl.agent.AgentException;
import vdsl.agent.AgentSettings;
import vdsl.agent.CloseReport;
import vdsl.agent.LogAgent;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.status.AgentThread;
import vdsl.agent.status.StatusLog;
import vdsl.time.TickSource;

/**
 * Takes the events of Logback over as records, through an agent in this process.
 *
 * <pre>{@code
 * <appender name="VDSL" class="vdsl.logback.VdslAppender">
 *   <node>n1</node>
 *   <collector>127.0.0.1:5170</collector>
 * </appender>
 * }</pre>
 *
 * <p>The settings are those of {@link AgentSettings.Key}; docs/reference/logback.md has them. No
 * call throws, and none waits for longer than the policy for a full buffer says. What goes wrong is
 * told to Logback's status manager, never to the log. A wrong setting, or a directory that cannot
 * be used, leaves the appender not started, and the service goes on without it.
 *
 * <p>When the JVM ends, what was logged is shipped within {@code closeTimeout}; the agent stays
 * open until the last moment, so that what the service's own shutdown hooks log is kept too. {@link
 * #stop} ships the same way and closes the agent.
 *
 * <p>Setters are for one thread before {@link #start}; all else is thread-safe.
 */
public class VdslAppender extends ContextAwareBase implements Appender<ILoggingEvent> {
  private final UnaryOperator<AgentConfig.Environment> environment;
  private final Map<AgentSettings.Key, String> given = new EnumMap<>(AgentSettings.Key.class);
  private final FilterAttachableImpl<ILoggingEvent> filters = new FilterAttachableImpl<>();

  /** Start and stop come from different threads: a reconfiguration and a shutdown hook. */
  private final ReentrantLock life = new ReentrantLock();

  private volatile Optional<Running> running = Optional.empty();
  private final AtomicLong missedEvents = new AtomicLong();
  private final AtomicLong failedEvents = new AtomicLong();
  private volatile String name = "";

  /** What there is between start and stop. */
  private record Running(
      LogAgent agent, EventCapture capture, AgentSettings settings, Thread exit) {}

  public VdslAppender() {
    this(UnaryOperator.identity());
  }

  /**
   * For an agent that is not to see its host as it is: with other clocks, as another boot.
   *
   * @param environment makes the environment of the agent from that of this host
   */
  protected VdslAppender(UnaryOperator<AgentConfig.Environment> environment) {
    this.environment = environment;
  }

  public void setNode(String node) {
    given.put(AgentSettings.Key.NODE, node);
  }

  public void setCollector(String collector) {
    given.put(AgentSettings.Key.COLLECTOR, collector);
  }

  public void setDirectory(String directory) {
    given.put(AgentSettings.Key.DIRECTORY, directory);
  }

  public void setBufferHalf(String bufferHalf) {
    given.put(AgentSettings.Key.BUFFER_HALF, bufferHalf);
  }

  public void setFull(String full) {
    given.put(AgentSettings.Key.FULL, full);
  }

  public void setSpoolBytes(String spoolBytes) {
    given.put(AgentSettings.Key.SPOOL_BYTES, spoolBytes);
  }

  public void setSpoolSync(String spoolSync) {
    given.put(AgentSettings.Key.SPOOL_SYNC, spoolSync);
  }

  public void setSpoolFull(String spoolFull) {
    given.put(AgentSettings.Key.SPOOL_FULL, spoolFull);
  }

  public void setCloseTimeout(String closeTimeout) {
    given.put(AgentSettings.Key.CLOSE_TIMEOUT, closeTimeout);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public void setName(String name) {
    this.name = name;
  }

  @Override
  public boolean isStarted() {
    return running.isPresent();
  }

  @Override
  public void start() {
    life.lock();
    try {
      if (!isStarted()) {
        startAgent();
      }
    } catch (AgentException refused) {
      addError(this + " is not started: " + refused.getMessage(), refused);
    } catch (RuntimeException | Error failure) {
      addError(this + " is not started: " + failure, failure);
    } finally {
      life.unlock();
    }
  }

  private void startAgent() {
    AgentSettings settings = AgentSettings.read(given, System.getenv());
    AgentConfig config = settings.agent();
    LogAgent agent =
        LogAgent.start(
            config.withEnvironment(environment.apply(config.environment())),
            captureOf(settings),
            status(),
            VdslAppender::isLoggingReady);
    Thread exit = new AgentThread(() -> flush(agent, settings), "exit");
    running = Optional.of(new Running(agent, new EventCapture(agent.writer()), settings, exit));
    callAtExit(exit);
    addInfo(this + " started: " + settings);
  }

  /** An event names its thread itself: it may have come through another one. */
  private static CaptureConfig captureOf(AgentSettings settings) {
    CaptureConfig capture = settings.capture();
    return new CaptureConfig(capture.buffer(), capture.full(), false);
  }

  /**
   * Appenders are started while SLF4J sets itself up. Until it has, it holds back what is logged,
   * the network library's words too, and complains.
   */
  private static boolean isLoggingReady() {
    try {
      return !(LoggerFactory.getILoggerFactory() instanceof SubstituteLoggerFactory);
    } catch (IllegalStateException failedForGood) {
      return true;
    }
  }

  private StatusLog status() {
    return StatusLog.byEvent(new AgentStatus(this)::tell, TickSource.system());
  }

  private static void flush(LogAgent agent, AgentSettings settings) {
    var unused = agent.flush(settings.closeTimeout());
  }

  private void callAtExit(Thread exit) {
    try {
      Runtime.getRuntime().addShutdownHook(exit);
    } catch (IllegalStateException isEnding) {
      addInfo(this + " was started while the JVM ends; what it takes is shipped at the next start");
    }
  }

  private void forgetExit(Thread exit) {
    try {
      Runtime.getRuntime().removeShutdownHook(exit);
    } catch (IllegalStateException isEnding) {
      addInfo(this + " is stopped while the JVM ends");
    }
  }

  @Override
  public void doAppend(ILoggingEvent event) {
    try {
      Optional<Running> now = running;
      if (now.isEmpty()) {
        missed();
      } else if (!isOwn(event) && filters.getFilterChainDecision(event) != FilterReply.DENY) {
        now.get().capture().take(event);
      }
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  /** The agent's own threads, or libraries they call, may log: that must not feed on itself. */
  private static boolean isOwn(ILoggingEvent event) {
    return Thread.currentThread() instanceof AgentThread
        || String.valueOf(event.getThreadName()).startsWith(AgentThread.NAME_PREFIX);
  }

  private void missed() {
    if (missedEvents.getAndIncrement() == 0) {
      addWarn(this + " is not started: it takes no events");
    }
  }

  /** What a filter, an adapter or a listener throws is theirs, and stays out of the log call. */
  private void failed(Throwable failure) {
    long count = failedEvents.incrementAndGet();
    try {
      if (Long.bitCount(count) == 1) {
        String name = failure.getClass().getName();
        addError(this + " could not take an event, " + count + " so far: " + name, failure);
      }
    } catch (Throwable listenerFailed) {
      failedEvents.incrementAndGet();
    }
  }

  @Override
  public void stop() {
    life.lock();
    try {
      Optional<Running> last = running;
      running = Optional.empty();
      last.ifPresent(this::closeAgent);
    } catch (RuntimeException failure) {
      addError(this + " could not close its agent: " + failure, failure);
    } finally {
      life.unlock();
    }
  }

  private void closeAgent(Running last) {
    forgetExit(last.exit());
    report(last, last.agent().close(last.settings().closeTimeout()));
  }

  private void report(Running last, CloseReport report) {
    String rest = this + " stopped: " + report;
    if (report.isClean()) {
      addInfo(rest);
    } else {
      addWarn(
          rest
              + "; what is left stands in "
              + last.settings().agent().directory()
              + " and is shipped by the node's next process");
    }
  }

  @Override
  public void addFilter(Filter<ILoggingEvent> filter) {
    filters.addFilter(filter);
  }

  @Override
  public void clearAllFilters() {
    filters.clearAllFilters();
  }

  @Override
  public List<Filter<ILoggingEvent>> getCopyOfAttachedFiltersList() {
    return filters.getCopyOfAttachedFiltersList();
  }

  @Override
  public FilterReply getFilterChainDecision(ILoggingEvent event) {
    return filters.getFilterChainDecision(event);
  }

  @Override
  public String toString() {
    return "appender " + (name.isEmpty() ? "VdslAppender" : name);
  }
}
