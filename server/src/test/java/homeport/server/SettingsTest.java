package homeport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void everyProblemIsToldAtOnce() {
        assertThatThrownBy(() -> settings(70_000, 80, "/nowhere", "12", "mars"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .satisfies(text ->
                        assertThat(text.lines())
                                .satisfiesExactly(
                                        line -> assertThat(line).startsWith("--port is 70000"),
                                        line ->
                                                assertThat(line)
                                                        .startsWith("--database-port is 80"),
                                        line -> assertThat(line).startsWith("--engine-path is /no"),
                                        line -> assertThat(line).startsWith("--account is 12"),
                                        line -> assertThat(line).startsWith("--region is mars")));
    }

    @Test
    void regionsOfEveryPartitionAreNames() {
        for (String region : new String[] {"us-east-1", "us-gov-west-1", "ap-southeast-7"})
            assertThat(settings(0, 5432, null, "000000000000", region).region()).isEqualTo(region);
    }

    private static Settings settings(
            int port, int databasePort, String engine, String account, String region) {
        return new Settings(
                Path.of("/data"),
                InetAddress.getLoopbackAddress(),
                port,
                databasePort,
                Optional.ofNullable(engine).map(Path::of),
                account,
                region,
                false,
                false);
    }
}
