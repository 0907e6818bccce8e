package homeport.cloud.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.iam.policy.Policy.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How policies of different places weigh against one another. In the columns {@code +} is an Allow
 * of what is asked, {@code -} a Deny, {@code o} a policy that speaks of something else, blank none.
 * Source: IAM user guide, "Policy evaluation logic".
 */
class LayersTest {
    private static final Who USER = who("user/jane", "user/jane");
    private static final Who SESSION = who("assumed-role/ops/jane", "role/ops");
    private static final Ask ASK = new Ask("rds:StopDBInstance", "*", new Facts());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            textBlock =
                    """
                    nothing speaks of it                      |    |   |   | because no identity-based policy allows the rds:StopDBInstance action
                    another thing is allowed                  | o  |   |   | because no identity-based policy allows the rds:StopDBInstance action
                    an identity policy allows it              | +  |   |   | allowed
                    one of two does                           | o+ |   |   | allowed
                    a deny is first                           | +- |   |   | with an explicit deny in an identity-based policy
                    the boundary allows it too                | +  | + |   | allowed
                    the boundary does not                     | +  | o |   | because no permissions boundary allows the rds:StopDBInstance action
                    the boundary denies it                    | +  | - |   | with an explicit deny in a permissions boundary
                    a boundary alone grants nothing           |    | + |   | because no identity-based policy allows the rds:StopDBInstance action
                    the session may too                       | +  |   | + | allowed
                    the session may not                       | +  |   | o | because no session policy allows the rds:StopDBInstance action
                    the session is denied                     | +  |   | - | with an explicit deny in a session policy
                    a session policy alone grants nothing     |    |   | + | because no identity-based policy allows the rds:StopDBInstance action
                    identity's deny is told before boundary's | -  | - | - | with an explicit deny in an identity-based policy
                    """)
    void layersOfOnePrincipal(
            String story, String identity, String boundary, String session, String verdict) {
        assertThat(told(layers(identity, boundary, session).decide(ASK, USER, Optional.empty())))
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            textBlock =
                    """
                    its user is named                     | user    | Allow | arn:aws:iam::000000000000:user/jane |   |   | allowed
                    whatever the boundary                 | user    | Allow | arn:aws:iam::000000000000:user/jane |   | o | allowed
                    but not against a deny                | user    | Allow | arn:aws:iam::000000000000:user/jane | - |   | with an explicit deny in an identity-based policy
                    the account is named                  | user    | Allow | 000000000000                        |   |   | because no identity-based policy allows the rds:StopDBInstance action
                    the account and an identity policy    | user    | Allow | arn:aws:iam::000000000000:root      | + |   | allowed
                    everybody is named                    | user    | Allow | *                                   |   |   | allowed
                    somebody else is                      | user    | Allow | arn:aws:iam::000000000000:user/bob  |   |   | because no identity-based policy allows the rds:StopDBInstance action
                    the resource denies its user          | user    | Deny  | arn:aws:iam::000000000000:user/jane | + |   | with an explicit deny in a resource-based policy
                    the resource denies the account       | user    | Deny  | 000000000000                        | + |   | with an explicit deny in a resource-based policy
                    its role is named                     | session | Allow | arn:aws:iam::000000000000:role/ops  |   |   | allowed
                    within the boundary                   | session | Allow | arn:aws:iam::000000000000:role/ops  |   | o | because no permissions boundary allows the rds:StopDBInstance action
                    the session itself is named           | session | Allow | arn:aws:sts::000000000000:assumed-role/ops/jane | | o | allowed
                    """)
    void aResourceHasItsOwnPolicy(
            String story,
            String who,
            String effect,
            String principal,
            String identity,
            String boundary,
            String verdict) {
        Policy resource =
                Policy.parse(
                        """
                        {"Statement":{"Effect":"%s","Principal":{"AWS":"%s"},"Action":"*","Resource":"*"}}
                        """
                                .formatted(effect, principal),
                        Kind.RESOURCE);
        Who asks = who.equals("user") ? USER : SESSION;
        assertThat(told(layers(identity, boundary, "").decide(ASK, asks, Optional.of(resource))))
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            textBlock =
                    """
                    the user is trusted                    | arn:aws:iam::000000000000:user/jane |   | allowed
                    the account is, and a policy allows it | 000000000000                        | + | allowed
                    the account is, and none does          | 000000000000                        |   | because no identity-based policy allows the rds:StopDBInstance action
                    only somebody else is trusted          | arn:aws:iam::000000000000:user/bob  | + | because no resource-based policy allows the rds:StopDBInstance action
                    """)
    void aRoleIsAssumedByWhomItTrusts(
            String story, String principal, String identity, String verdict) {
        Policy trust =
                Policy.parse(
                        """
                        {"Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"*"}}
                        """
                                .formatted(principal),
                        Kind.TRUST);
        assertThat(told(layers(identity, "", "").decideTrust(ASK, USER, trust))).isEqualTo(verdict);
    }

    private static Who who(String arn, String principal) {
        String service = arn.startsWith("assumed-role") ? "sts" : "iam";
        return new Who(
                "arn:aws:" + service + "::000000000000:" + arn,
                "arn:aws:iam::000000000000:" + principal,
                "000000000000");
    }

    private static String told(Verdict verdict) {
        return verdict.allowed() ? "allowed" : verdict.because(ASK.action()).strip();
    }

    private static Layers layers(String identity, String boundary, String session) {
        return new Layers(
                policies(identity),
                policies(boundary).stream().findFirst(),
                Optional.of(policies(session)).filter(all -> !all.isEmpty()));
    }

    private static List<Policy> policies(String marks) {
        if (marks == null) return List.of();
        return marks.chars()
                .mapToObj(mark ->
                        Policy.parse(
                                "{\"Statement\":{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"*\"}}"
                                        .formatted(
                                                mark == '-' ? "Deny" : "Allow",
                                                mark == 'o' ? "s3:*" : "rds:Stop*"),
                                Kind.IDENTITY))
                .toList();
    }
}
