package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** We come in as a user, with that user's rights and no others; nobody else does. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("homeport.engine.Lab#versions")
class UserAccessTest {
    private static final Duration MAX = Duration.ofSeconds(10);

    @Parameter EngineVersion version;
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void weComeInAsAUserAndStayThatUser() throws Exception {
        Node node = lab.started("n1", version);
        try (Connection master = Lab.master(node)) {
            Lab.run(master, "CREATE ROLE reader LOGIN PASSWORD 'reader'");
        }
        for (String own : Roles.OWN)
            assertThatThrownBy(() -> node.watchAs(own, "postgres", "test", MAX))
                    .isInstanceOf(SQLException.class)
                    .hasMessage(own + " is nobody's to be");
        withoutOurCertificate(node);
        if (!UserAccess.isPossible(version.major())) {
            assertThatThrownBy(() -> node.watchAs("reader", "postgres", "test", MAX).close())
                    .isInstanceOf(SQLException.class);
            return;
        }
        try (Connection session = node.watchAs("reader", "postgres", "test", MAX)) {
            assertThat(Lab.one(session, "SELECT session_user || ' ' || current_user"))
                    .isEqualTo("reader reader");
            Lab.run(session, "RESET SESSION AUTHORIZATION");
            Lab.run(session, "RESET ROLE");
            assertThat(Lab.one(session, "SELECT current_user || current_setting('is_superuser')"))
                    .isEqualTo("readeroff");
            assertThat(Lab.one(session, "SELECT current_setting('application_name')"))
                    .isEqualTo("homeport test");
        }
        try (Connection admin = node.watch(Optional.empty(), "test", MAX)) {
            assertThat(Lab.one(admin, "SELECT session_user")).isEqualTo("rdsadmin");
        }
    }

    private static void withoutOurCertificate(Node node) {
        Properties p = new Properties();
        p.setProperty("user", "reader");
        p.setProperty("password", "reader");
        p.setProperty("sslmode", "require");
        String url =
                "jdbc:postgresql://%s:%d/postgres"
                        .formatted(node.place().address(), node.place().port());
        assertThatThrownBy(() -> DriverManager.getConnection(url, p).close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("FATAL");
    }
}
