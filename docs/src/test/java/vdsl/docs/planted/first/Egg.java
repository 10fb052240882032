package vdsl.docs.planted.first;

import vdsl.docs.planted.second.Hen;

/** Planted: uses a package that uses this one. */
public final class Egg {
  private final Hen hen;

  public Egg(Hen hen) {
    this.hen = hen;
  }

  public Hen hen() {
    return hen;
  }
}
