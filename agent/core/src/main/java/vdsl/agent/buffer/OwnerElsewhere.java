package vdsl.agent.buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import vdsl.agent.status.ProcessWide;

/**
 * An owner known by the file only, normally another process. When its lock can be had it is dead,
 * and the lock is kept: a later drain sees that this one is at work.
 *
 * <p>The owner may be another agent in this JVM (two web applications). Closing the channel would
 * then take its lock away, see {@link OwnerHere}; such a channel is kept open until the JVM ends.
 */
final class OwnerElsewhere implements Owner {
  private final FileChannel channel;
  private final Path file;
  private boolean isDead;
  private boolean isInThisJvm;

  OwnerElsewhere(FileChannel channel, Path file) {
    this.channel = channel;
    this.file = file;
  }

  @Override
  public boolean isAlive() {
    if (!isDead) {
      isDead = tryLock();
    }
    return !isDead;
  }

  private boolean tryLock() {
    try {
      isInThisJvm = false;
      return channel.tryLock(LOCK_OFFSET, 1, false) != null;
    } catch (OverlappingFileLockException held) {
      isInThisJvm = true;
      return false;
    } catch (IOException fault) {
      throw new BufferException("cannot tell whether the owner of " + file + " lives", fault);
    }
  }

  @Override
  public void close() {
    if (isAlive() && isInThisJvm) {
      ProcessWide.keepOpen(channel);
      return;
    }
    try {
      channel.close();
    } catch (IOException fault) {
      throw new BufferException("cannot close " + file, fault);
    }
  }
}
