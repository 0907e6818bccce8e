package homeport.store.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is known of single values, and how much of it is kept. */
final class DistributionTest {
    @Test
    void upToAHundredAndFiftyValuesAreKeptAsTheyAre() {
        Distribution all = Distribution.of(values(150, 1), ones(150));
        assertThat(all.size()).isEqualTo(150);
        assertThat(all.value(0)).isEqualTo(1);
        Distribution twice = all.merge(all);
        assertThat(twice.size()).isEqualTo(150);
        assertThat(twice.count(7)).isEqualTo(2);
    }

    @Test
    void moreAreMovedByHalfAPercentAndNoneIsLost() {
        Distribution all = Distribution.of(values(300, 1), ones(300));
        assertThat(all.size()).isBetween(150, Distribution.CELLS_MAX);
        double count = 0;
        for (int i = 0; i < all.size(); i++) count += all.count(i);
        assertThat(count).isEqualTo(300);
        for (double value : new double[] {1, 2, 17, 299, 1e-9, 3e12})
            assertThat(Distribution.cell(value, 1) / value).isCloseTo(1, within(0.0051));
        assertThat(Distribution.cell(-17, 1)).isEqualTo(-Distribution.cell(17, 1));
        assertThat(Distribution.cell(0, 3)).isZero();
    }

    @Test
    void aWiderCellHoldsWholeNarrowerOnes() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            double value = Math.exp(random.nextDouble() * 40 - 20);
            for (int level = 1; level < 10; level++)
                assertThat(Distribution.cell(Distribution.cell(value, level), level + 1))
                        .isCloseTo(Distribution.cell(value, level + 1), within(value * 1e-9));
        }
    }

    @Test
    void theOrderOfMergingDoesNotMatter() {
        Random random = new Random(11);
        List<Distribution> parts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double[] values = random.doubles(100, 0.001, 1000).toArray();
            parts.add(Distribution.of(values, ones(100)));
        }
        Distribution one = parts.stream().reduce(Distribution::merge).orElseThrow();
        Collections.shuffle(parts, random);
        Distribution other = parts.stream().reduce(Distribution::merge).orElseThrow();
        assertThat(one.size()).isEqualTo(other.size()).isLessThanOrEqualTo(Distribution.CELLS_MAX);
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.value(i)).isCloseTo(other.value(i), within(one.value(i) * 1e-9));
            assertThat(one.count(i)).isEqualTo(other.count(i));
        }
    }

    @Test
    void whatIsUnknownOfOnePartIsUnknownOfTheWhole() {
        Stats single = Stats.of(5);
        assertThat(single.merge(Stats.of(7)).distribution().size()).isEqualTo(2);
        assertThat(single.merge(Stats.set(10, 20, 1, 3)).distribution().known()).isFalse();
        assertThat(Stats.set(10, 20, 2, 2).distribution().count(0)).isEqualTo(10);
    }

    private static double[] values(int size, double first) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) values[i] = first + i;
        return values;
    }

    private static double[] ones(int size) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return ones;
    }
}
