package homeport.server.cli;

import homeport.server.data.DataFolder;
import homeport.server.local.LocalClient;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}, the same for every command. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder. Default: ~/.homeport, /var/lib/homeport for root")
    private Path given;

    /** Absolute. */
    Path folder() {
        return (given == null ? usual() : given).toAbsolutePath().normalize();
    }

    /** Engines of root run under another account, which cannot enter root's home. */
    private static Path usual() {
        return DataFolder.ofRoot()
                ? Path.of("/var/lib/homeport")
                : Path.of(System.getProperty("user.home"), ".homeport");
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
