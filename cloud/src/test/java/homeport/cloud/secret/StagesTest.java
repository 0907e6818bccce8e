package homeport.cloud.secret;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels written as {@code version=label+label}; C is AWSCURRENT, P is AWSPREVIOUS. */
final class StagesTest {
    @ParameterizedTest(name = "{0}: {1} and {3} from {4} to {5} is {6}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    current moves, previous follows | a=C b=X     | C | a |   | InvalidParameterException
                    current moves, previous follows | a=C b=X     | C | a | b | a=P b=C+X
                    back to where it was            | a=P b=C     | C | b | a | a=C b=P
                    the third version               | a=P b=C c=X | C | b | c | a= b=P c=C+X
                    a free label is put             | a=C b=      | X |   | b | a=C b=X
                    a label is taken                | a=C b=X     | X | b |   | a=C b=
                    a label that is held            | a=C b=X     | X |   | a | InvalidParameterException
                    a label that is elsewhere       | a=C b=X     | X | a | b | InvalidParameterException
                    a version that is not there     | a=C         | X |   | z | ResourceNotFoundException
                    neither from nor to             | a=C         | X |   |   | InvalidParameterException
                    """)
    void moves(String story, String before, String stage, String from, String to, String expected) {
        String label = label(stage);
        if (expected.endsWith("Exception"))
            refused(
                    expected,
                    "",
                    () ->
                            Stages.move(
                                    read(before),
                                    label,
                                    Optional.ofNullable(from),
                                    Optional.ofNullable(to)));
        else
            assertThat(
                            spell(
                                    Stages.move(
                                            read(before),
                                            label,
                                            Optional.ofNullable(from),
                                            Optional.ofNullable(to))))
                    .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} and a version n with {1} is {2}")
    @CsvSource({
        "'', C, n=C",
        "'', X, n=C+X",
        "a=C, C, a=P n=C",
        "a=P b=C, C, a= b=P n=C",
        "a=C, X, a=C n=X",
        "a=C b=X, X, a=C b= n=X",
    })
    void adds(String before, String stage, String expected) {
        var after = Stages.added(read(before), version("n", ""), List.of(label(stage)));
        assertThat(spell(after)).isEqualTo(expected);
    }

    @Test
    void theOldestDeprecatedVersionsGiveWay() {
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < 150; i++)
            versions =
                    Stages.added(
                            versions,
                            new Version("v" + i, List.of(), Instant.ofEpochSecond(i), "", false),
                            List.of(Version.CURRENT));
        assertThat(versions).hasSize(Stages.VERSIONS_MAX);
        assertThat(versions.getFirst().id()).isEqualTo("v50");
        assertThat(versions.getLast().stages()).containsExactly(Version.CURRENT);
    }

    @Test
    void aSecretHasAtMostTwentyLabels() {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < Stages.LABELS_MAX; i++) labels.add("L" + i);
        refused(
                "LimitExceededException",
                "allowed 20",
                () -> Stages.added(read("a=C"), version("n", ""), labels));
    }

    private static List<Version> read(String text) {
        return Arrays.stream(text.split(" "))
                .filter(part -> !part.isEmpty())
                .map(part -> version(part.substring(0, 1), part.substring(2)))
                .toList();
    }

    private static Version version(String id, String labels) {
        var stages =
                Arrays.stream(labels.split("\\+"))
                        .filter(label -> !label.isEmpty())
                        .map(StagesTest::label)
                        .toList();
        return new Version(id, stages, Instant.EPOCH, "", false);
    }

    private static String label(String letter) {
        return switch (letter) {
            case "C" -> Version.CURRENT;
            case "P" -> Version.PREVIOUS;
            default -> letter;
        };
    }

    private static String spell(List<Version> versions) {
        return versions.stream()
                .map(version -> version.id() + "=" + letters(version))
                .collect(Collectors.joining(" "));
    }

    private static String letters(Version version) {
        var letters = new TreeSet<String>();
        for (String stage : version.stages())
            letters.add(stage.startsWith("AWS") ? stage.substring(3, 4) : stage);
        return String.join("+", letters);
    }
}
