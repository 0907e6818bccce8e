package homeport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.backup.BackupLimits;
import homeport.proxy.loop.LoopKind;
import homeport.server.Settings.Forwarding;
import homeport.server.openmetrics.MetricsAccess;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void everyProblemIsToldAtOnce() {
        assertThatThrownBy(() -> settings(70_000, 80, 31, "/nowhere", "12", "mars"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .satisfies(text ->
                        assertThat(text.lines())
                                .satisfiesExactly(
                                        line -> assertThat(line).startsWith("--port is 70000"),
                                        line ->
                                                assertThat(line)
                                                        .startsWith("--database-port is 80"),
                                        line ->
                                                assertThat(line)
                                                        .isEqualTo(
                                                                "--failover-after is 31, allowed 1 to 30 (seconds)"),
                                        line -> assertThat(line).startsWith("--engine-path is /no"),
                                        line -> assertThat(line).startsWith("--account is 12"),
                                        line -> assertThat(line).startsWith("--region is mars")));
    }

    @Test
    void regionsOfEveryPartitionAreNames() {
        for (String region : new String[] {"us-east-1", "us-gov-west-1", "ap-southeast-7"})
            assertThat(settings(0, 5432, 3, null, "000000000000", region).region())
                    .isEqualTo(region);
    }

    @Test
    void aFailoverTakesOneToThirtySecondsOfSilence() {
        for (int seconds : new int[] {1, 30})
            assertThat(
                            settings(0, 5432, seconds, null, "000000000000", "us-east-1")
                                    .failoverAfter())
                    .hasSeconds(seconds);
        for (int seconds : new int[] {-1, 0, 31})
            assertThatThrownBy(() -> settings(0, 5432, seconds, null, "000000000000", "us-east-1"))
                    .hasMessage(
                            "--failover-after is %d, allowed 1 to 30 (seconds)".formatted(seconds));
    }

    @ParameterizedTest(name = "--forward {0}: {1}")
    @CsvSource({
        "http://127.0.0.1:5000, true",
        "https://localstack.local/, true",
        "http://127.0.0.1:5000/path, false",
        "http://user@127.0.0.1:5000, false",
        "ftp://127.0.0.1, false",
        "127.0.0.1, false"
    })
    void servicesAreForwardedToAnEndpointWithoutAPath(String url, boolean allowed) {
        ThrowingCallable made =
                () -> forwarding(new Forwarding(Optional.of(URI.create(url)), Optional.empty()));
        if (allowed) assertThatCode(made).doesNotThrowAnyException();
        else assertThatThrownBy(made).hasMessageStartingWith("--forward is " + url + ", allowed: ");
    }

    private static Settings settings(
            int port,
            int databasePort,
            int failoverAfter,
            String engine,
            String account,
            String region) {
        return settings(
                InetAddress.getLoopbackAddress(),
                port,
                databasePort,
                failoverAfter,
                engine,
                account,
                region);
    }

    @Test
    void metricsAreOpenOnlyWhereNobodyElseCanAsk() throws UnknownHostException {
        InetAddress all = InetAddress.getByName("0.0.0.0");
        assertThatThrownBy(() -> settings(all, 0, 5432, 3, null, "000000000000", "us-east-1"))
                .hasMessage("--metrics is open with --listen 0.0.0.0, allowed there: token, off");
    }

    private static Settings settings(
            InetAddress listen,
            int port,
            int databasePort,
            int failoverAfter,
            String engine,
            String account,
            String region) {
        return settings(
                listen,
                port,
                databasePort,
                failoverAfter,
                engine,
                account,
                region,
                Optional.empty());
    }

    @Test
    void awsTakesItsOwnKeysOnly() {
        assertThatCode(() -> forwarding(new Forwarding(Optional.empty(), Optional.of("work"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> forwarding(new Forwarding(Optional.empty(), Optional.empty())))
                .hasMessage(
                        "--forward is aws, which takes its own keys: give --forward-profile, too");
    }

    private static Settings forwarding(Forwarding to) {
        InetAddress here = InetAddress.getLoopbackAddress();
        return settings(here, 4566, 5432, 3, null, "000000000000", "us-east-1", Optional.of(to));
    }

    private static Settings settings(
            InetAddress listen,
            int port,
            int databasePort,
            int failoverAfter,
            String engine,
            String account,
            String region,
            Optional<Forwarding> forward) {
        return new Settings(
                Path.of("/data"),
                listen,
                port,
                databasePort,
                Duration.ofSeconds(failoverAfter),
                BackupLimits.DEFAULT.atOnce(),
                BackupLimits.DEFAULT.checksADay(),
                Duration.ofMinutes(5),
                Optional.ofNullable(engine).map(Path::of),
                account,
                region,
                LoopKind.AUTO,
                false,
                true,
                false,
                false,
                MailSettings.NONE,
                MetricsAccess.OPEN,
                forward);
    }
}
