package homeport.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.engine.Lsn;
import homeport.engine.Node.Past;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a replica can never catch up. Source: PostgreSQL documentation, "Timelines". */
class CutOffTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # story                                | at  | own | source | ends      | oldest | absent | cut off because
                    the source has what it lacks           | 0/5 | 1   | 1      | -         | 0/0    | 9      | -
                    a slot was lost                        | 0/5 | 1   | 1      | -         | 0/6    | 9      | The write-ahead log at 0/5 is needed, and the source's begins at 0/6.
                    the source was promoted                | 0/5 | 1   | 2      | 1=0/5     | 0/0    | 9      | -
                    and had not all that the replica has   | 0/6 | 1   | 2      | 1=0/5     | 0/0    | 9      | Timeline 1 went on to 0/6, where the source left it at 0/5.
                    twice                                  | 0/6 | 2   | 3      | 1=0/5 2=0/7 | 0/0  | 9      | -
                    the source is another database now     | 0/6 | 2   | 3      | 1=0/5     | 0/0    | 9      | Timeline 2 is no part of the source's history.
                    a source that follows another is late  | 0/6 | 3   | 2      | 1=0/5     | 0/0    | 59     | -
                    but not for ever                       | 0/6 | 3   | 2      | 1=0/5     | 0/0    | 60     | Timeline 3 is no part of the source's history.
                    """)
    void why(
            String story,
            String at,
            int own,
            int source,
            String ends,
            String oldest,
            long absent,
            String because) {
        Past mine = new Past(own, Map.of(), Lsn.NONE);
        Past its = new Past(source, ends(ends), Lsn.parse(oldest));
        assertThat(CutOff.why(Lsn.parse(at), mine, its, Duration.ofSeconds(absent)).orElse("-"))
                .isEqualTo(because);
        boolean gone = because.contains("is needed");
        assertThat(CutOff.reaches(Lsn.parse(at), its)).isEqualTo(!gone);
    }

    private static Map<Integer, Lsn> ends(String words) {
        Map<Integer, Lsn> ends = new HashMap<>();
        if (words.equals("-")) return ends;
        for (String word : words.split(" ")) {
            String[] parts = word.split("=");
            ends.put(Integer.parseInt(parts[0]), Lsn.parse(parts[1]));
        }
        return ends;
    }
}
