package homeport.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.failover.Topology;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which node a replica streams from. Node n1 is the primary of term 2 in every row. */
class UpstreamTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # story                                        | members  | voters | cleared  | streaming | running  | leads | current | unfit | chosen
                    a single node is all there is                  | n1       | -      | n1       | -         | n1       | yes   | -       | 0     | n1
                    a standby that commits wait for is better      | n1 n2    | n2     | n1 n2    | n2        | n1 n2    | yes   | -       | 0     | n2
                    also than the primary that it streams from     | n1 n2    | n2     | n1 n2    | n2        | n1 n2    | yes   | n1      | 9     | n2
                    one that commits do not wait for is not        | n1 n2    | -      | n1 n2    | n2        | n1 n2    | yes   | -       | 0     | n1
                    nor one whose data may be of another history   | n1 n2    | n2     | n1       | n2        | n1 n2    | yes   | -       | 0     | n1
                    nor one that has not caught up                 | n1 n2    | n2     | n1 n2    | -         | n1 n2    | yes   | -       | 0     | n1
                    a reader is not left for another               | n1 n2 n3 | n2 n3  | n1 n2 n3 | n2 n3     | n1 n2 n3 | yes   | n3      | 0     | n3
                    a reader that starts again is waited for       | n1 n2 n3 | n3     | n1 n2 n3 | n3        | n1 n2 n3 | yes   | n2      | 4     | n2
                    but not for long                               | n1 n2 n3 | n3     | n1 n2 n3 | n3        | n1 n2 n3 | yes   | n2      | 5     | n3
                    nor when its server is gone                    | n1 n2 n3 | n2 n3  | n1 n2 n3 | n3        | n1 n3    | yes   | n2      | 0     | n3
                    nor when it is to be copied anew               | n1 n2 n3 | n3     | n1 n3    | n3        | n1 n2 n3 | yes   | n2      | 0     | n3
                    without a primary it stays where it is         | n1 n2    | n2     | n1 n2    | -         | n2       | no    | n2      | 9     | n2
                    if it can                                      | n1 n2    | n2     | n1 n2    | -         | -        | no    | n2      | 9     | n1
                    from its promoted node, as long as it is alone | n1 n2    | -      | n1       | -         | n1       | yes   | n1      | 9     | n1
                    """)
    void chooses(
            String story,
            String members,
            String voters,
            String cleared,
            String streaming,
            String running,
            String leads,
            String current,
            long unfit,
            String chosen) {
        Map<String, Long> terms =
                set(cleared).stream().collect(Collectors.toMap(Function.identity(), _ -> 2L));
        Topology topology = new Topology(2, "n1", set(members), set(voters), terms);
        Upstream.Nodes nodes =
                new Upstream.Nodes(topology, leads.equals("yes"), set(streaming), set(running));
        Optional<String> now = set(current).stream().findFirst();
        assertThat(Upstream.choose(nodes, now, Duration.ofSeconds(unfit), 0)).isEqualTo(chosen);
    }

    private static Set<String> set(String words) {
        return words.equals("-") ? Set.of() : Set.copyOf(Arrays.asList(words.split(" ")));
    }
}
