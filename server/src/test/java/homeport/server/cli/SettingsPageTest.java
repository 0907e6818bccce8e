package homeport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/reference/settings.md} and the command line say the same. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("../docs/reference/settings.md");
    private static final Pattern COMMAND = Pattern.compile("## `\\./homeport ([a-z]+)`");
    private static final Pattern FLAG = Pattern.compile("- `(--?[a-z-]+)(?: [A-Z]+)?`.*");
    private static final Pattern DEFAULT = Pattern.compile(".*Default: `([^`]*)`.*");

    @Test
    void thePageHasEveryFlagOfEveryCommandWithItsDefault() throws IOException {
        assertThat(page()).isEqualTo(code());
    }

    /** Command and flag to the default, empty where there is none. */
    private static Map<String, String> code() {
        Map<String, String> flags = new TreeMap<>();
        for (var command : CommandLineTool.commandLine().getSubcommands().entrySet()) {
            if (command.getValue().getCommandSpec().usageMessage().hidden()) continue;
            flags.put(command.getKey(), "");
            for (OptionSpec option : command.getValue().getCommandSpec().options())
                if (!option.inherited() && !option.usageHelp() && !option.versionHelp())
                    flags.put(command.getKey() + " " + option.names()[0], written(option));
        }
        return flags;
    }

    private static String written(OptionSpec option) {
        return option.defaultValue() == null ? "" : option.defaultValue();
    }

    private static Map<String, String> page() throws IOException {
        Map<String, String> flags = new TreeMap<>();
        String command = "";
        for (String line : Files.readAllLines(PAGE)) {
            var heading = COMMAND.matcher(line);
            var flag = FLAG.matcher(line);
            if (heading.matches()) flags.put(command = heading.group(1), "");
            else if (flag.matches()) {
                var value = DEFAULT.matcher(line);
                flags.put(command + " " + flag.group(1), value.matches() ? value.group(1) : "");
            }
        }
        return flags;
    }

    @Test
    void completionKnowsEveryCommand() {
        CommandLine tool = CommandLineTool.commandLine();
        Set<String> commands = new TreeSet<>(tool.getSubcommands().keySet());
        commands.remove("train");
        assertThat(AutoComplete.bash("homeport", tool)).contains(commands);
    }
}
