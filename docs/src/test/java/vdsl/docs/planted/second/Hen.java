package vdsl.docs.planted.second;

import java.util.List;
import vdsl.docs.planted.first.Egg;

/** Planted: the other half of the cycle. */
public final class Hen {
  private final List<Egg> eggs;

  public Hen(List<Egg> eggs) {
    this.eggs = List.copyOf(eggs);
  }

  public Egg newest() {
    return eggs.get(eggs.size() - 1);
  }
}
