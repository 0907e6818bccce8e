package homeport.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.model.ServiceModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.dataformat.cbor.CBORMapper;

/** One error in the words of each wire. Source: "Common errors" of the services' references. */
class ErrorsTest {
    @ParameterizedTest(name = "{0} on {1} of {2} is {3} with {4}")
    @CsvSource({
        "DBInstanceNotFound,        query, rds,            DBInstanceNotFound,            404",
        "DBInstanceNotFoundFault,   query, rds,            DBInstanceNotFound,            404",
        "DBInstanceAlreadyExists,   query, rds,            DBInstanceAlreadyExists,       400",
        "InvalidParameterValue,     query, rds,            InvalidParameterValue,         400",
        "MissingParameter,          query, rds,            MissingParameter,              400",
        "MissingParameter,          query, cloudwatch,     MissingParameter,              400",
        "MissingParameter,          json,  cloudwatch,     MissingRequiredParameterException, 400",
        "InvalidParameterValue,     cbor,  cloudwatch,     InvalidParameterValueException, 400",
        "NotFoundException,         query, sns,            NotFound,                      404",
        "ValidationError,           json,  secretsmanager, InvalidParameterException,     400",
        "InvalidParameterValue,     json,  secretsmanager, InvalidParameterException,     400",
        "ResourceNotFoundException, json,  secretsmanager, ResourceNotFoundException,     400",
        "ValidationError,           json,  kms,            ValidationException,           400",
        "InvalidClientTokenId,      query, rds,            InvalidClientTokenId,          403",
        "InvalidClientTokenId,      ec2,   ec2,            AuthFailure,                   401",
        "InvalidClientTokenId,      json,  secretsmanager, UnrecognizedClientException,   400",
        "InvalidClientTokenId,      cbor,  cloudwatch,     UnrecognizedClientException,   400",
        "ExpiredToken,              query, sts,            ExpiredToken,                  403",
        "ExpiredToken,              json,  secretsmanager, ExpiredTokenException,         400",
        "ExpiredToken,              cbor,  cloudwatch,     ExpiredTokenException,         400",
        "SignatureDoesNotMatch,     query, rds,            SignatureDoesNotMatch,         403",
        "SignatureDoesNotMatch,     ec2,   ec2,            AuthFailure,                   401",
        "SignatureDoesNotMatch,     json,  secretsmanager, InvalidSignatureException,     400",
        "IncompleteSignature,       query, rds,            IncompleteSignature,           400",
        "MissingAuthenticationToken, query, rds,           MissingAuthenticationToken,    403",
        "MissingAuthenticationToken, json, secretsmanager, MissingAuthenticationTokenException, 400",
        "RequestExpired,            query, rds,            RequestExpired,                400",
        "AccessDenied,              query, rds,            AccessDenied,                  403",
        "AccessDenied,              ec2,   ec2,            UnauthorizedOperation,         403",
        "AccessDenied,              json,  secretsmanager, AccessDeniedException,         400",
        "InvalidAction,             query, rds,            InvalidAction,                 400",
        "InvalidAction,             json,  secretsmanager, UnknownOperationException,     400",
        "InvalidVpcID.NotFound,     ec2,   ec2,            InvalidVpcID.NotFound,         400",
        "MalformedQueryString,      query, rds,            MalformedQueryString,          400",
        "SerializationException,    json,  secretsmanager, SerializationException,        400",
        "RequestTooLarge,           query, rds,            RequestTooLarge,               413",
        "RequestTooLarge,           json,  secretsmanager, RequestTooLargeException,      413",
        "InternalFailure,           query, rds,            InternalFailure,               500",
        "InternalFailure,           json,  secretsmanager, InternalFailure,               500",
        "ServiceUnavailable,        query, rds,            ServiceUnavailable,            503",
        "SomethingNew,              query, rds,            SomethingNew,                  400",
        "SomethingNew,              json,  secretsmanager, SomethingNew,                  400",
    })
    void eachWireHasItsCodeAndStatus(
            String code, String wire, String service, String told, int status) {
        HttpResponse answer = answer(wire, service, code, "why");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("x-amzn-RequestId", "ID");
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        switch (wire) {
            case "query", "ec2" -> assertThat(body).contains("<Code>" + told + "</Code>");
            case "json" ->
                    assertThat(body).isEqualTo("{\"__type\":\"" + told + "\",\"message\":\"why\"}");
            default ->
                    assertThat(new CBORMapper().readTree(answer.body()))
                            .hasToString("{\"__type\":\"" + told + "\",\"message\":\"why\"}");
        }
    }

    @Test
    void queryTellsWhoseFaultItWas() {
        assertThat(body("query", "rds", "DBInstanceNotFound", "a<b"))
                .isEqualTo(
                        "<ErrorResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><Error>"
                                + "<Type>Sender</Type><Code>DBInstanceNotFound</Code>"
                                + "<Message>a&lt;b</Message></Error><RequestId>ID</RequestId>"
                                + "</ErrorResponse>");
        assertThat(body("query", "rds", "InternalFailure", "w")).contains("<Type>Receiver</Type>");
    }

    @Test
    void ec2HasAFormOfItsOwn() {
        assertThat(body("ec2", "ec2", "InvalidVpcID.NotFound", "w"))
                .isEqualTo(
                        "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>"
                                + "<Message>w</Message></Error></Errors><RequestID>ID</RequestID>"
                                + "</Response>");
    }

    /** Source: Smithy, "awsQueryCompatible trait": old codes for those who know no others. */
    @Test
    void aServiceThatOnceSpokeQueryKeepsItsOldCodesInAHeader() {
        for (String wire : List.of("json", "cbor")) {
            var headers = answer(wire, "cloudwatch", "ResourceNotFound", "w").headers();
            assertThat(headers)
                    .containsEntry("x-amzn-query-error", "ResourceNotFound;Sender")
                    .containsEntry("x-amzn-ErrorType", "ResourceNotFound");
            assertThat(answer(wire, "cloudwatch", "InternalFailure", "w").headers())
                    .containsEntry("x-amzn-query-error", "InternalFailure;Receiver");
        }
        assertThat(answer("json", "secretsmanager", "InternalFailure", "w").headers())
                .doesNotContainKey("x-amzn-query-error");
    }

    @Test
    void anUnknownServiceIsToldInTheFormOfItsWire() {
        HttpResponse xml =
                QueryWire.INSTANCE.error(
                        Optional.empty(), new AwsException("InvalidAction", "w"), "ID");
        assertThat(new String(xml.body(), StandardCharsets.UTF_8))
                .startsWith("<ErrorResponse><Error>");
    }

    private static String body(String wire, String service, String code, String message) {
        return new String(answer(wire, service, code, message).body(), StandardCharsets.UTF_8);
    }

    private static HttpResponse answer(String wire, String service, String code, String message) {
        Map<String, List<String>> headers =
                switch (wire) {
                    case "json" -> Map.of("x-amz-target", List.of("a.b"));
                    case "cbor" -> Map.of("smithy-protocol", List.of("rpc-v2-cbor"));
                    default -> Map.of();
                };
        ServiceModel model = ServiceModel.of(Map.of(service, Set.of())).getFirst();
        return Wire.of(new HttpRequest("POST", "/", "", headers, new byte[0], ""))
                .error(Optional.of(model), new AwsException(code, message), "ID");
    }
}
