package homeport.server.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsRouteTest {
    @TempDir Path data;

    @Test
    void theTokenOfTheFileIsAskedForAndLasts() throws IOException {
        MetricsRoute route = open(MetricsAccess.TOKEN);
        Path file = data.resolve(MetricsRoute.TOKEN_FILE);
        String token = Files.readString(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(route.answer("GET", Optional.empty()).status()).isEqualTo(401);
        assertThat(route.answer("GET", Optional.of("Bearer ")).status()).isEqualTo(401);
        assertThat(route.answer("GET", Optional.of(token)).status()).isEqualTo(401);
        Optional<String> shown = Optional.of("Bearer " + token);
        MetricsRoute.Reply told = route.answer("GET", shown);
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.mediaType()).isEqualTo(Exposition.MEDIA_TYPE);
        assertThat(OpenMetricsText.parse(told.body()))
                .containsEntry("homeport_build_info", Map.of(Map.of("version", "1"), 1.0))
                .containsKeys(
                        "process_cpu_seconds_total",
                        "process_resident_memory_bytes",
                        "process_open_fds",
                        "jvm_memory_used_bytes",
                        "homeport_jvm_gc_seconds_total");
        assertThat(route.answer("POST", shown).status()).isEqualTo(405);
        assertThat(open(MetricsAccess.TOKEN).answer("GET", shown).status()).isEqualTo(200);
    }

    @Test
    void openAsksForNothingAndOffTellsNothing() throws IOException {
        assertThat(open(MetricsAccess.OPEN).answer("GET", Optional.empty()).status())
                .isEqualTo(200);
        assertThat(open(MetricsAccess.OFF).answer("GET", Optional.empty()).status()).isEqualTo(404);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aTokenThatIsTooShortIsNotTaken() throws IOException {
        Files.writeString(data.resolve(MetricsRoute.TOKEN_FILE), "\n");
        assertThatThrownBy(() -> open(MetricsAccess.TOKEN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("64 hexadecimal digits; remove it");
    }

    private MetricsRoute open(MetricsAccess access) throws IOException {
        return MetricsRoute.open(access, data, () -> List.copyOf(ProcessFamilies.of("1")));
    }
}
