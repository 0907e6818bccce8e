package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;

/** Several data folders on one machine do not meet, and one folder has one service. */
class SideBySideIT {
    private static final String PASSWORD = "not-a-secret-1";

    @TempDir Path first;
    @TempDir Path second;

    @Test
    void twoFoldersServeTheSameNameAndASecondUpIsRefused() throws Exception {
        try (Service one = Service.up(first);
                Service other = Service.up(second)) {
            create(one);
            create(other);
            one.awaitStatus("orders", "available");
            other.awaitStatus("orders", "available");
            assertThat(one.instance("orders").endpoint().address())
                    .isNotEqualTo(other.instance("orders").endpoint().address());
            for (Service service : List.of(one, other))
                try (Connection connection =
                        service.connect(service.instance("orders"), "pgadmin", PASSWORD)) {
                    assertThat(Service.ask(connection, "SELECT 1")).isEqualTo("1");
                }
            Process again =
                    one.launch(
                            List.of("up", "--port", "0", "--data", one.data().toString()),
                            List.of());
            assertThat(again.waitFor()).isEqualTo(1);
            assertThat(Files.readString(one.log()))
                    .contains("Homeport already runs on " + one.data());
        }
    }

    private static void create(Service service) throws Exception {
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
