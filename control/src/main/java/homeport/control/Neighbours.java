package homeport.control;

import homeport.control.instance.ManagedSecrets;
import homeport.control.instance.Passwords;
import homeport.control.reconcile.Doors;
import homeport.control.subnet.Network;

/** What RDS needs of the services beside it; whoever composes them plugs them in. */
public record Neighbours(
        Network network, ManagedSecrets secrets, Passwords.Sealer sealer, Doors doors) {}
