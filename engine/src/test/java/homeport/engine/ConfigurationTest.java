package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Role;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word counts in postgresql.conf, and how it is quoted. */
class ConfigurationTest {
    private static final NodePlace PLACE =
            new NodePlace(Path.of("/srv/a, b/n1"), "127.1.0.9", 5433);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    what is asked for replaces our default    | wal_level        | logical  | wal_level = 'logical'
                    the node decides where it listens         | listen_addresses | *        | listen_addresses = '127.1.0.9'
                    encryption is not switched off            | ssl              | off      | ssl = 'on'
                    our library is loaded beside those asked  | shared_preload_libraries | auto_explain, pg_stat_statements | shared_preload_libraries = 'pg_stat_statements,auto_explain'
                    a quote and a backslash stay what they are | search_path     | a'b\\c   | search_path = 'a''b\\\\c'
                    a module's setting keeps its dot          | rds.force_ssl    | 1        | rds.force_ssl = '1'
                    """)
    void decides(String story, String name, String value, String line) {
        assertThat(Configuration.settings(PLACE, Map.of(name, value), Role.Leading.ALONE).lines())
                .contains(line);
    }

    @Test
    void aLineBreakInAValueStartsNoNewSetting() {
        String text =
                Configuration.settings(
                        PLACE, Map.of("search_path", "x'\nssl = 'off"), Role.Leading.ALONE);
        assertThat(text.lines()).contains("search_path = 'x''\\nssl = ''off'");
    }

    @Test
    void aCommaInThePathMakesNoSecondSocketFolder() {
        assertThat(Configuration.settings(PLACE, Map.of(), Role.Leading.ALONE).lines())
                .contains("unix_socket_directories = '\"/srv/a, b/n1/run\"'");
    }

    /** PostgreSQL documents {@code TimeZone} and takes names in any case; one name, one line. */
    @Test
    void theSpellingOfANameDoesNotMatter() {
        assertThat(
                        Configuration.settings(
                                        PLACE,
                                        Map.of("TimeZone", "Europe/Berlin"),
                                        Role.Leading.ALONE)
                                .lines())
                .contains("timezone = 'Europe/Berlin'")
                .doesNotContain("timezone = 'UTC'");
    }

    @Test
    void whatIsNoSettingIsRefused() {
        for (String name : new String[] {"include", "data_directory", "x y", "a='b'\nssl", "-a"})
            assertThatThrownBy(() ->
                            Configuration.settings(PLACE, Map.of(name, "1"), Role.Leading.ALONE))
                    .isInstanceOf(EngineException.class);
    }
}
