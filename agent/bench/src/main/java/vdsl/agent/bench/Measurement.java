package vdsl.agent.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import vdsl.time.TickSource;

/**
 * Warms a logger up, then measures: single calls at a pace that fills no queue, what they allocate,
 * and how many records a second are written when all callers do nothing else.
 */
final class Measurement {
  /** Calls are compiled by then; no queue is full. */
  private static final long WARM_UP_RATE = 100_000;

  private static final double NS_PER_SECOND = 1e9;
  private static final double MEDIAN = 0.5;
  private static final double NINETY_NINTH = 0.99;
  private static final double NINETY_NINE_NINTH = 0.999;

  private final Settings settings;
  private final TickSource ticks;
  private final Results results = new Results();

  Measurement(Settings settings, TickSource ticks) {
    this.settings = settings;
    this.ticks = ticks;
  }

  Results run() throws IOException, InterruptedException {
    try (Subject subject = settings.subject().open(settings.directory());
        CallerThreads callers = new CallerThreads(subject, settings.callerCount(), ticks)) {
      pace(callers, WARM_UP_RATE);
      measureLatency(callers);
      measureAllocation(callers);
      if (settings.subject().writes()) {
        measureRate(subject, callers);
      }
    }
    return results;
  }

  private List<Samples> pace(CallerThreads callers, long rate) throws InterruptedException {
    long untilNs = ticks.ticks() + settings.phaseNs();
    int expected = (int) Math.ceil(settings.seconds() * rate);
    List<Samples> samples = new ArrayList<>();
    for (int i = 0; i < settings.callerCount(); i++) {
      samples.add(new Samples(2 * expected + 1));
    }
    callers.run((caller, index) -> caller.pace(rate, untilNs, samples.get(index)));
    return samples;
  }

  private void measureLatency(CallerThreads callers) throws InterruptedException {
    long[] sorted = Samples.sorted(pace(callers, settings.rate()));
    results.add("p50_ns", "ns", (double) Samples.percentile(sorted, MEDIAN));
    results.add("p99_ns", "ns", (double) Samples.percentile(sorted, NINETY_NINTH));
    results.add("p999_ns", "ns", (double) Samples.percentile(sorted, NINETY_NINE_NINTH));
  }

  /** Of the first caller alone; the others rest. */
  private void measureAllocation(CallerThreads callers) throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long untilNs = ticks.ticks() + settings.phaseNs() / 2;
    Samples samples = new Samples((int) Math.ceil(settings.seconds() * settings.rate()) + 1);
    long[] bytesPerCall = new long[2];
    callers.run(
        (caller, index) -> {
          if (index == 0) {
            bytesPerCall[1] = -caller.returned();
            bytesPerCall[0] = -threads.getCurrentThreadAllocatedBytes();
            caller.pace(settings.rate(), untilNs, samples);
            bytesPerCall[0] += threads.getCurrentThreadAllocatedBytes();
            bytesPerCall[1] += caller.returned();
          }
        });
    results.add("bytes_per_call", "B/call", (double) bytesPerCall[0] / bytesPerCall[1]);
  }

  private void measureRate(Subject subject, CallerThreads callers)
      throws IOException, InterruptedException {
    long[] before = callers.returned();
    long begunNs = ticks.ticks();
    long untilNs = begunNs + settings.phaseNs();
    callers.run((caller, index) -> caller.saturate(untilNs, count -> {}));
    subject.finish();
    long elapsedNs = ticks.ticks() - begunNs;
    subject.close();

    long[] returned = callers.returned();
    WrittenRecords written = new WrittenRecords(settings.callerCount());
    settings.subject().read(settings.directory(), written);
    results.add(
        settings.subject().rateMetric(),
        "records/s",
        written.countOf(before, returned) * NS_PER_SECOND / elapsedNs);
    results.add("lost_records", "records", (double) written.lostOf(returned));
  }
}
