package vdsl.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * SIGINT or SIGTERM as a request to a command that listens for it: the command winds up on its own
 * thread, and the process ends with the command's exit code instead of the signal's. Thread-safe.
 */
final class EndRequest {
  /** A command that has not ended by then is left behind, and the signal's exit code stands. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final CountDownLatch made = new CountDownLatch(1);
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread hook = new Thread(this::onSignal, "vdsl-end");

  /** From now on a signal no longer ends the process at once. At most once. */
  void listen() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A signal ends the process at once again, unless one came before. */
  void stopListening() {
    if (!isMade()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException signalled) {
        made.countDown();
      }
    }
  }

  boolean isMade() {
    return made.getCount() == 0;
  }

  /** Waits for a signal. */
  void await() throws InterruptedException {
    made.await();
  }

  /** Waits for a signal at most so long; true if there was one. */
  boolean isMadeWithin(Duration bound) throws InterruptedException {
    return made.await(bound.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the process. {@link ExitCode#INTERRUPTED} becomes the exit code of the signal, if any. */
  void exit(int code) {
    if (isMade()) {
      exitCode.complete(code);
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException signalled) {
      exitCode.complete(code);
      return;
    }
    System.exit(code);
  }

  /** Runs in the shutdown that the signal began, where only halting can choose the exit code. */
  private void onSignal() {
    made.countDown();
    try {
      int code = exitCode.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
      if (code != ExitCode.INTERRUPTED) {
        Runtime.getRuntime().halt(code);
      }
    } catch (TimeoutException | ExecutionException stuck) {
      System.err.println("vdsl: not ended within " + BOUND.toSeconds() + " s, left behind");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
