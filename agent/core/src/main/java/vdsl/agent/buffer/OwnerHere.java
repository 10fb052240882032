package vdsl.agent.buffer;

import java.nio.channels.Channel;

/**
 * An owner whose channel, and so its lock, this very drain was given. The file isn't opened again:
 * closing any channel of it would take the owner's lock away (POSIX locks belong to the process,
 * not to the channel).
 */
record OwnerHere(Channel lockedChannel) implements Owner {
  @Override
  public boolean isAlive() {
    return lockedChannel.isOpen();
  }

  /** The channel is the owner's. */
  @Override
  public void close() {}
}
