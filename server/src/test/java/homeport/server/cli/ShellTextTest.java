package homeport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "", "two words", "it's", "$(id) `id` \\ \"", "a\nb", "-n", "*"})
    void aShellReadsBackWhatWasQuoted(String text) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", "printf %s " + ShellText.quote(text)).start();
        String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(read).isEqualTo(text);
    }
}
