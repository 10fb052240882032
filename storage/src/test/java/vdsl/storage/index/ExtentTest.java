package vdsl.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import vdsl.record.IdRange;
import vdsl.record.NodeId;

final class ExtentTest {
  private static final NodeId NODE = new NodeId("n1");

  @Test
  void nothingIsInTheExtentOfNoBlock() {
    assertThat(Extent.EMPTY.isEmpty()).isTrue();
    assertThat(Extent.EMPTY.mayOverlap(Long.MIN_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(Extent.EMPTY.mayHold(NODE, new IdRange(1, Long.MAX_VALUE))).isFalse();
    assertThat(Extent.union(List.of())).isEqualTo(Extent.EMPTY);
  }

  @Test
  void unionHoldsWhatItsPartsHold() {
    Extent early = Extent.ofBlock(NODE, new IdRange(5, 9), 100, 200);
    Extent late = Extent.ofBlock(NODE, new IdRange(30, 40), 250, 260);
    Extent other = Extent.ofBlock(new NodeId("n2"), new IdRange(1, 1), 255, 255);

    Extent all = Extent.union(List.of(early, late, other));

    assertThat(all.mayHold(NODE, new IdRange(9, 9))).isTrue();
    assertThat(all.mayHold(NODE, new IdRange(41, 50))).isFalse();
    assertThat(all.mayHold(new NodeId("n2"), new IdRange(2, 2))).isFalse();
    assertThat(all.mayOverlap(260, 900)).isTrue();
    assertThat(all.mayOverlap(261, 900)).isFalse();
    assertThat(all.longestNs()).isEqualTo(100);
  }

  @Test
  void longestIsSaturatedForABlockOfAllTime() {
    Extent all = Extent.ofBlock(NODE, new IdRange(1, 2), Long.MIN_VALUE, Long.MAX_VALUE);

    assertThat(all.longestNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Property
  void saturatedMathIsExactWithinTheRangeOfLong(@ForAll long one, @ForAll long other) {
    BigInteger left = BigInteger.valueOf(one);
    BigInteger right = BigInteger.valueOf(other);

    assertThat(SaturatedMath.add(one, other)).isEqualTo(clamped(left.add(right)));
    assertThat(SaturatedMath.subtract(one, other)).isEqualTo(clamped(left.subtract(right)));
  }

  private static long clamped(BigInteger exact) {
    return exact
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }
}
