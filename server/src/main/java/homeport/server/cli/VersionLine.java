package homeport.server.cli;

import homeport.server.Version;
import picocli.CommandLine.IVersionProvider;

/** {@code --version}. */
final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "Homeport " + Version.text() + " on Java " + Runtime.version().feature()
        };
    }
}
