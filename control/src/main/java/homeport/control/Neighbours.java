package homeport.control;

import homeport.control.dbproxy.ProxyRuntime;
import homeport.control.instance.ManagedSecrets;
import homeport.control.instance.Passwords;
import homeport.control.reconcile.Doors;
import homeport.control.subnet.Network;
import homeport.engine.PackKeys;

/** What RDS needs of the services beside it; whoever composes them plugs them in. */
public record Neighbours(
        Network network,
        ManagedSecrets secrets,
        Passwords.Sealer sealer,
        Doors doors,
        ProxyRuntime proxies) {
    private static final String PACK = "snapshot pack";

    /** The keys of packed snapshots are sealed as passwords are. */
    PackKeys packKeys() {
        return new PackKeys() {
            @Override
            public byte[] seal(byte[] key) {
                return sealer.seal(key, PACK);
            }

            @Override
            public byte[] unseal(byte[] sealed) {
                return sealer.unseal(sealed, PACK);
            }
        };
    }
}
