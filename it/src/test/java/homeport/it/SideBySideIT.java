package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;

/** Several data folders on one machine do not meet, and one folder has one service. */
class SideBySideIT {
    private static final String PASSWORD = "not-a-secret-1";

    private static final Duration AVAILABLE_MAX = Duration.ofSeconds(120);

    @TempDir Path first;
    @TempDir Path second;

    @Test
    void twoFoldersServeTheSameNameAndASecondUpIsRefused() throws Exception {
        try (Stage one = Stage.in(first);
                Stage other = Stage.in(second)) {
            create(one);
            create(other);
            one.awaitStatus("orders", "available", AVAILABLE_MAX);
            other.awaitStatus("orders", "available", AVAILABLE_MAX);
            assertThat(one.instance("orders").endpoint().address())
                    .isNotEqualTo(other.instance("orders").endpoint().address());
            for (Stage service : List.of(one, other))
                try (Connection connection =
                        service.connect(service.instance("orders"), "pgadmin", PASSWORD)) {
                    assertThat(connection.isValid(5)).isTrue();
                }
            Process again = one.launch("up", "--port", "0", "--data", one.data().toString());
            assertThat(again.waitFor()).isEqualTo(1);
            assertThat(Files.readString(one.log()))
                    .contains("Homeport already runs on " + one.data());
        }
    }

    private static void create(Stage service) throws Exception {
        try (RdsClient rds = service.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier("orders")
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .masterUsername("pgadmin")
                            .masterUserPassword(PASSWORD));
        }
    }
}
