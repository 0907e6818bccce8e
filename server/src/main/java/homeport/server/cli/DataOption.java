package homeport.server.cli;

import homeport.server.local.LocalClient;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}, the same for every command. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder. Default: ~/.homeport")
    private Path given;

    /** Absolute. */
    Path folder() {
        Path folder = given == null ? Path.of(System.getProperty("user.home"), ".homeport") : given;
        return folder.toAbsolutePath().normalize();
    }

    /**
     * @throws CommandFailed no service runs on the folder
     */
    LocalClient service() throws IOException, CommandFailed {
        Path folder = folder();
        return LocalClient.of(folder)
                .orElseThrow(() ->
                        new CommandFailed(
                                "Homeport does not run on %s. Start it with `./homeport up%s`."
                                        .formatted(folder, asFlag())));
    }

    /** {@code " --data DIR"} where the user gave it, to repeat it in advice. */
    String asFlag() {
        return given == null ? "" : " --data " + ShellText.quote(given.toString());
    }
}
