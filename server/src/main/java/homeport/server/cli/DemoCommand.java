package homeport.server.cli;

import homeport.server.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the tour; exit status 0 only if everything that it shows is true. */
@Command(
        name = "demo",
        description =
                "Show what Homeport does, on a fresh data folder that is removed afterwards. Exit status 0 only if all of it held.")
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--keep",
            description =
                    "At the end leave everything as it is, to be looked at in the console, until Ctrl-C.")
    private boolean keep;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return Demo.play(spec.commandLine().getOut(), keep) ? 0 : CommandLineTool.FAILED;
    }
}
