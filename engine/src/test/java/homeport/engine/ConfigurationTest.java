package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    whom commits wait for     | synchronous_standby_names   | x
                    whom it follows           | primary_conninfo            | host=elsewhere
                    through which slot        | primary_slot_name           | x
                    how far it recovers       | recovery_target             | immediate
                    to which time it recovers | recovery_target_time        | 2026-01-01
                    along which timeline      | recovery_target_timeline    | current
                    where else it finds WAL   | restore_command             | cp /x %p
                    whether it can be asked   | hot_standby                 | off
                    how late it applies       | recovery_min_apply_delay    | 1h
                    how soon it tries again   | wal_retrieve_retry_interval | 5s
                    when a peer counts as gone | wal_sender_timeout          | 0
                    also one that is told so  | tcp_user_timeout            | 7
                    """)
    void aUserDoesNotDecideHowItReplicates(String story, String name, String value) {
        for (Role role : List.of(Role.Leading.ALONE, following(Optional.empty(), true)))
            assertThat(Configuration.settings(PLACE, Map.of(name, value), role).lines())
                    .filteredOn(line -> line.startsWith(name + " = "))
                    .singleElement()
                    .asString()
                    .doesNotContain(value);
    }

    @Test
    void commitsWaitForAnyOneOfTheFollowers() {
        Role two = new Role.Leading(Set.of("n3", "n2"));
        assertThat(Configuration.settings(PLACE, Map.of(), two).lines())
                .contains("synchronous_standby_names = 'ANY 1 (\"n2\",\"n3\")'")
                .contains("primary_conninfo = ''");
        assertThat(Configuration.settings(PLACE, Map.of(), Role.Leading.ALONE).lines())
                .contains("synchronous_standby_names = ''");
    }

    /** By itself it would show commits that were never confirmed, after a backend has crashed. */
    @Test
    void aServerWhoseCommitsWaitIsNotRestartedByItself() {
        Role one = new Role.Leading(Set.of("n2"));
        assertThat(Configuration.settings(PLACE, Map.of(), one).lines())
                .contains("restart_after_crash = 'off'");
        assertThat(Configuration.settings(PLACE, Map.of(), Role.Leading.ALONE).lines())
                .contains("restart_after_crash = 'on'");
    }

    @Test
    void aFollowerKnowsItsPrimaryByCertificate() {
        NodePlace upstream = new NodePlace(Path.of("/srv/n2"), "127.1.0.10", 5434);
        String text =
                Configuration.settings(PLACE, Map.of(), following(Optional.of(upstream), false));
        assertThat(text.lines().filter(line -> line.startsWith("primary_conninfo")))
                .singleElement()
                .asString()
                .contains("host=''127.1.0.10'' port=''5434'' user=''rdsrepladmin''")
                .contains("application_name=''n1'' sslmode=''verify-full''");
        assertThat(Configuration.settings(PLACE, Map.of(), following(Optional.empty(), false)))
                .contains("primary_conninfo = ''");
    }

    @Test
    void tokensLetNobodyIntoAStandbyThatIsNotReadable() {
        String rules = TokenAccess.rules(16);
        assertThat(Configuration.access(PLACE, Role.Leading.ALONE, rules, true)).contains(rules);
        assertThat(Configuration.access(PLACE, following(Optional.empty(), true), rules, true))
                .contains(rules);
        assertThat(Configuration.access(PLACE, following(Optional.empty(), false), rules, true))
                .doesNotContain("rds_iam")
                .contains("local   all          all           reject");
    }

    @Test
    void weComeInAsUsersWhereUsersComeInButNeverInsteadOfThem() {
        String leading = Configuration.access(PLACE, Role.Leading.ALONE, "", true);
        assertThat(leading.indexOf("cert map=homeport_users"))
                .isGreaterThan(leading.lastIndexOf("cert map=homeport\n"))
                .isLessThan(leading.indexOf("host    all          all           all"));
        assertThat(Configuration.access(PLACE, Role.Leading.ALONE, "", false))
                .doesNotContain("homeport_users");
        assertThat(Configuration.access(PLACE, following(Optional.empty(), false), "", true))
                .doesNotContain("homeport_users");
        assertThat(Configuration.identities("", true))
                .contains("homeport_users  \"homeport:rdsadmin\"  all");
        assertThat(Configuration.identities("", false)).doesNotContain("homeport_users");
    }

    private static Role following(Optional<NodePlace> upstream, boolean readable) {
        return new Role.Following("n1", upstream, readable);
    }
}
