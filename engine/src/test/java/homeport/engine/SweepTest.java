package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which processes of a killed Homeport are ended: what was making a data folder, no server. */
class SweepTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    initdb                              | true  | initdb -D /srv/n1/data.partial
                    a shell that is to run its server   | true  | sh -c /usr/bin/postgres~--single~-F~template1
                    a shell that asks for the settings  | true  | sh -c /usr/bin/postgres~--check~-F
                    the server that it runs             | true  | postgres --single -F template1
                    one that is about to become one     | true  | setpriv -- /usr/bin/postgres --single
                    a server                            | false | postgres -D /srv/n1/data
                    a shell of somebody                 | false | sh -c ls
                    """)
    void ends(String story, boolean ended, String command) {
        var arguments = Arrays.stream(command.split(" ")).map(a -> a.replace('~', ' ')).toList();
        var process = new ProcessTable.Entry(1, Path.of("/srv/n1"), arguments);
        assertThat(Sweep.helper(process)).isEqualTo(ended);
    }
}
