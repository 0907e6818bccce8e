package homeport.server.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code homeport}: the commands and what they share. */
@Command(
        name = "homeport",
        description = "Real PostgreSQL behind the real AWS APIs, on machines you own.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            EnvCommand.class,
            ConsoleCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            EndpointsCommand.class,
            TopCommand.class,
            ReplicaCommand.class,
            ProxyCommand.class,
            BackupsCommand.class,
            DemoCommand.class,
            DrillCommand.class,
            FaultCommand.class,
            CompletionCommand.class,
            TrainCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionLine.class,
        scope = CommandLine.ScopeType.INHERIT,
        sortOptions = false,
        exitCodeOnInvalidInput = CommandLineTool.USAGE,
        exitCodeOnExecutionException = CommandLineTool.FAILED)
public final class CommandLineTool implements Runnable {
    static final int FAILED = 1;
    static final int USAGE = 2;

    @Option(
            names = "--debug",
            scope = CommandLine.ScopeType.INHERIT,
            description = "When something fails, also print where in the code.")
    private boolean debug;

    @Spec private CommandSpec spec;

    private CommandLineTool() {}

    /**
     * @return the exit status
     */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    /**
     * @param out is told what otherwise goes to standard output and standard error
     * @return the exit status
     */
    public static int run(PrintWriter out, List<String> args) {
        return commandLine().setOut(out).setErr(out).execute(args.toArray(String[]::new));
    }

    /** The whole command line, for running and for what is made from it (help, completion). */
    static CommandLine commandLine() {
        CommandLineTool tool = new CommandLineTool();
        return new CommandLine(tool)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setParameterExceptionHandler(CommandLineTool::misunderstood)
                .setExecutionExceptionHandler(
                        (thrown, command, parsed) -> failed(thrown, command, tool.debug));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }

    private static int misunderstood(ParameterException thrown, String[] args) {
        CommandLine command = thrown.getCommandLine();
        command.getErr().println(thrown.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(thrown, command.getErr()))
            command.getErr()
                    .println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
        return USAGE;
    }

    private static int failed(Exception thrown, CommandLine command, boolean debug) {
        command.getErr().println("homeport: " + sentence(thrown));
        if (debug) thrown.printStackTrace(command.getErr());
        return FAILED;
    }

    private static String sentence(Exception thrown) {
        if (thrown instanceof CommandFailed) return thrown.getMessage();
        String what = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
        return Arrays.stream(thrown.getClass().getSimpleName().split("(?=\\p{Upper})"))
                        .reduce((left, right) -> left + " " + right)
                        .orElse("Failure")
                + what
                + ". Repeat with --debug to see where.";
    }
}
