package homeport.cloud.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.cloud.iam.policy.Policy.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a document is refused for. Source: IAM user guide, "IAM JSON policy elements reference" and
 * "Grammar of the IAM JSON policy language".
 */
class PolicyTest {
    private static final String ALLOW = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"";

    /** {@code ALLOW} stands for a statement that is left open. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    no JSON                        | IDENTITY | {                                                   | This policy contains invalid Json (line 1
                    no object                      | IDENTITY | []                                                  | Syntax errors in policy.
                    a key twice                    | IDENTITY | {"Version":"2012-10-17","Version":"2012-10-17"}     | This policy contains invalid Json
                    no statement                   | IDENTITY | {"Version":"2012-10-17"}                            | It has no Statement.
                    an empty list of statements    | IDENTITY | {"Statement":[]}                                    | It has no Statement.
                    an old version                 | IDENTITY | {"Version":"2008-10-17","Statement":ALLOW}}         | must be version 2012-10-17 or greater.
                    a version that never was       | TRUST    | {"Version":"2020-01-01","Statement":ALLOW}}         | must be version 2012-10-17 or greater.
                    a word of no language          | IDENTITY | {"Statement":ALLOW,"Effects":"Deny"}}               | Effects is not an element
                    no effect                      | IDENTITY | {"Statement":{"Action":"*","Resource":"*"}}         | Missing required field Effect
                    an effect in small letters     | IDENTITY | {"Statement":{"Effect":"allow","Action":"*","Resource":"*"}} | Effect must be Allow or Deny.
                    no action                      | IDENTITY | {"Statement":{"Effect":"Allow","Resource":"*"}}     | must contain actions.
                    an empty list of actions       | IDENTITY | {"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}} | must contain actions.
                    an action without its service  | IDENTITY | {"Statement":{"Effect":"Allow","Action":"Describe*","Resource":"*"}} | prefaced by a vendor, e.g., iam, sdb, ec2, etc. Describe* is not.
                    action and its opposite        | IDENTITY | {"Statement":ALLOW,"NotAction":"rds:*"}}            | has either Action or NotAction.
                    no resource                    | IDENTITY | {"Statement":{"Effect":"Allow","Action":"*"}}       | must contain resources.
                    a resource that is no ARN      | IDENTITY | {"Statement":{"Effect":"Allow","Action":"*","Resource":"orders"}} | Resource orders must be in ARN format or "*".
                    a principal where none belongs | IDENTITY | {"Statement":ALLOW,"Principal":"*"}}                | should not specify a principal.
                    no principal in a trust policy | TRUST    | {"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}} | Missing required field Principal
                    a resource in a trust policy   | TRUST    | {"Statement":ALLOW,"Principal":"*"}}                | Has prohibited field Resource
                    a principal that is nobody     | TRUST    | {"Statement":{"Effect":"Allow","Action":"*","Principal":{"AWS":"bob"}}} | Invalid principal in policy: "AWS":"bob"
                    no principal for a resource    | RESOURCE | {"Statement":ALLOW}}                                | Missing required field Principal
                    one Sid twice                  | IDENTITY | {"Statement":[ALLOW,"Sid":"a"},ALLOW,"Sid":"a"}]}   | must be unique.
                    a Sid with a blank             | IDENTITY | {"Statement":ALLOW,"Sid":"a b"}}                    | must be alpha-numeric.
                    an operator that is none       | IDENTITY | {"Statement":ALLOW,"Condition":{"StringIs":{"aws:username":"a"}}}} | Invalid Condition type : StringIs.
                    a set that is none             | IDENTITY | {"Statement":ALLOW,"Condition":{"ForSome:StringLike":{"aws:username":"a"}}}} | Invalid Condition type : ForSome:StringLike.
                    a key without its service      | IDENTITY | {"Statement":ALLOW,"Condition":{"StringLike":{"username":"a"}}}} | username is not.
                    a variable without an end      | IDENTITY | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:rds:a:b:db:${x"}} | has no end.
                    """)
    void aDocumentThatIsNoPolicyIsRefusedWithASentence(
            String story, Kind kind, String document, String sentence) {
        assertThatThrownBy(() -> Policy.parse(document.replace("ALLOW", ALLOW), kind))
                .isInstanceOf(MalformedPolicy.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    everybody          | {"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}                  | true
                    everybody, as AWS  | {"Effect":"Allow","Action":"*","Resource":"*","Principal":{"AWS":"*"}}          | true
                    all but one        | {"Effect":"Allow","Action":"*","Resource":"*","NotPrincipal":{"AWS":"111122223333"}} | true
                    one account        | {"Effect":"Allow","Action":"*","Resource":"*","Principal":{"AWS":"111122223333"}} | false
                    nobody             | {"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}                   | false
                    under a condition  | {"Effect":"Allow","Action":"*","Resource":"*","Principal":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}} | false
                    """)
    void aPolicyForEverybodyIsPublic(String story, String statement, boolean open) {
        Policy policy = Policy.parse("{\"Statement\":" + statement + "}", Kind.RESOURCE);
        assertThat(policy.isPublic()).isEqualTo(open);
    }
}
