package homeport.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Samples come back as they went, and a damaged frame is known. */
final class SampleCodecTest {
    private final SampleCodec codec = new SampleCodec();
    private final Random random = new Random(3);

    @Test
    void everyKindOfSampleComesBackBitForBit() {
        List<Sample> samples = new ArrayList<>();
        long second = 1_764_201_600L;
        for (int i = 0; i < 300; i++) samples.add(new Sample(second + i * 60L, 60, any()));
        assertThat(roundTrip(samples)).isEqualTo(samples);
        assertThat(roundTrip(List.of())).isEmpty();
    }

    private Stats any() {
        double value = random.nextBoolean() ? random.nextInt(1000) : random.nextGaussian() * 1e9;
        return switch (random.nextInt(5)) {
            case 0 -> Stats.of(value);
            case 1 -> Stats.of(value, 1 + random.nextInt(60));
            case 2 -> Stats.set(60, value * 3, value, value + random.nextDouble());
            case 3 -> Stats.of(new double[] {1.25, 2.5, 0}, new double[] {1, 2, 0.5});
            default -> Stats.of(-0.0);
        };
    }

    @Test
    void columnsComeBackWhateverTheyHold() {
        List<double[]> columns =
                List.of(
                        new double[] {0.1, 0.2, 0.3, 12.34567, 1e-9},
                        new double[] {1e300, -1e300, Double.MIN_VALUE},
                        new double[] {1.0 / 3, 2.0 / 3},
                        new double[] {-0.0, 0.0},
                        new double[] {4503599627370497.5, 3},
                        random.doubles(1000).map(v -> Math.rint(v * 1e7) / 1e7).toArray());
        for (double[] column : columns) {
            Bytes out = new Bytes();
            Column.write(out, column, column.length);
            assertThat(Column.read(new Bytes.In(out.array()), column.length))
                    .usingElementComparator((a, b) ->
                            Long.compare(
                                    Double.doubleToRawLongBits(a), Double.doubleToRawLongBits(b)))
                    .containsExactly(column);
        }
    }

    @Test
    void noChangedOrCutFrameIsTakenForWhole() {
        byte[] frame = frame(List.of(new Sample(60, 60, Stats.of(1)), new Sample(120, 60, any())));
        assertThat(codec.open(frame)).isPresent();
        for (int i = 0; i < frame.length; i++) {
            byte[] changed = frame.clone();
            changed[i] = (byte) (changed[i] ^ 1 << random.nextInt(8));
            assertThat(codec.open(changed)).as("byte %d", i).isEmpty();
            assertThat(codec.open(Arrays.copyOf(frame, i))).isEmpty();
        }
    }

    private List<Sample> roundTrip(List<Sample> samples) {
        return SampleCodec.read(codec.open(frame(samples)).orElseThrow(), 60);
    }

    private byte[] frame(List<Sample> samples) {
        Bytes out = new Bytes();
        SampleCodec.write(out, 60, samples);
        return codec.frame(out);
    }
}
