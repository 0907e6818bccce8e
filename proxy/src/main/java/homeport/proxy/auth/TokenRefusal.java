package homeport.proxy.auth;

/**
 * Why a token lets nobody in; the client is never told. Source: RDS user guide, "Troubleshooting
 * for IAM DB authentication", the codes of {@code iam-db-auth-error}.
 */
public enum TokenRefusal {
    /** It is none, or of another database, user or region, or its signature is wrong. */
    INVALID_TOKEN(400, "InvalidToken"),
    /** It was right, and its time is over. */
    EXPIRED_TOKEN(400, "ExpiredToken"),
    /** Who signed it may not connect as that user. */
    NOT_AUTHORIZED(403, "NotAuthorized"),
    /** More are being checked at once than {@link DbTokens#CHECKS_MAX}. */
    THROTTLED(429, "ThrottlingException"),
    /** Who signs, or what they may do, could not be found out. */
    INTERNAL_ERROR(500, "InternalError");

    private final int status;
    private final String code;

    TokenRefusal(int status, String code) {
        this.status = status;
        this.code = code;
    }

    /** {@code 400 InvalidToken}. */
    public String text() {
        return status + " " + code;
    }
}
