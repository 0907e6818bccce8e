package homeport.cloud.iam.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a temporary key is good for; it travels in the session token, sealed, and is kept nowhere.
 *
 * @param principalId of the user or role; the account for root
 * @param name of a role's session; empty for others
 * @param policy limits the session
 * @param policyArns limit it too
 */
public record Session(
        Of of,
        String principalId,
        String name,
        String secret,
        Instant issued,
        Instant expires,
        Optional<String> policy,
        List<String> policyArns,
        Map<String, String> tags,
        Optional<String> sourceIdentity) {
    /** Whose it is. */
    public enum Of {
        ROOT,
        USER,
        ROLE
    }

    public Session {
        policyArns = List.copyOf(policyArns);
        tags = Map.copyOf(tags);
    }

    @Override
    public String toString() {
        return "Session[" + of + " " + principalId + "/" + name + ", until " + expires + "]";
    }
}
