package io.annals.command.access;

import io.annals.command.platform.Problem;
import io.annals.command.platform.Settings;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The keys with which callers write. Kept as SHA-256: a key is 256 random bits, so nothing slower
 * is needed.
 */
@Component
public class Keys {

    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

    /**
     * Who calls.
     *
     * @param name of the key, recorded with each event as {@code recordedBy}
     * @param role what it may do
     */
    public record Caller(String name, Role role) {}

    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    Keys(JdbcClient jdbc, Settings settings) {
        this.jdbc = jdbc;
        String first = settings.access().firstKey();
        if (first != null && !first.isBlank() && none()) {
            store("administrator", Role.ADMINISTRATOR, first);
        } else if (none()) {
            LOG.info(
                    "there is no key yet; this one is an administrator's and is not shown again:"
                            + " {}",
                    issue("administrator", Role.ADMINISTRATOR));
        }
    }

    private boolean none() {
        return jdbc.sql("select not exists (select from access_key)").query(Boolean.class).single();
    }

    /**
     * Makes a key.
     *
     * @return the key itself, which is stored nowhere
     * @throws Problem 409 when there is a key of that name
     */
    public String issue(String name, Role role) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        String key = "annals_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        if (!store(name, role, key)) {
            throw Problem.of(409, "key-exists", "there is a key named " + name);
        }
        return key;
    }

    private boolean store(String name, Role role, String key) {
        return jdbc.sql(
                                """
                                insert into access_key (name, role, sha256) values (:name, :role, :sha256)
                                on conflict (name) do update
                                set role = excluded.role, sha256 = excluded.sha256, revoked_at = null
                                where access_key.revoked_at is not null
                                """)
                        .param("name", name)
                        .param("role", role.name().toLowerCase(Locale.ROOT))
                        .param("sha256", sha256(key))
                        .update()
                == 1;
    }

    /** Ends a key; what it recorded stays. */
    public void revoke(String name) {
        jdbc.sql(
                        "update access_key set revoked_at = clock_timestamp() where name = :name"
                                + " and revoked_at is null")
                .param("name", name)
                .update();
    }

    /** The names and roles of the keys in force. */
    public List<Caller> all() {
        return jdbc.sql("select name, role from access_key where revoked_at is null order by name")
                .query((row, i) -> new Caller(row.getString(1), role(row.getString(2))))
                .list();
    }

    /** The caller to whom a key belongs. */
    public Optional<Caller> caller(String key) {
        return jdbc.sql(
                        "select name, role from access_key where sha256 = :sha256 and revoked_at is"
                                + " null")
                .param("sha256", sha256(key))
                .query((row, i) -> new Caller(row.getString(1), role(row.getString(2))))
                .optional();
    }

    /**
     * The caller of a request, if its key has the role.
     *
     * @param authorization the header, null if there is none
     * @throws Problem 401 without a key in force, 403 with one of too low a role
     */
    public Caller require(Role role, @Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw Problem.of(401, "no-key", "writing needs a key: Authorization: Bearer <key>");
        }
        Caller caller =
                caller(authorization.substring(7).strip())
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                401,
                                                "unknown-key",
                                                "the key is not known or was revoked"));
        if (!caller.role().includes(role)) {
            throw Problem.of(
                    403,
                    "wrong-role",
                    "this needs the role "
                            + role.name().toLowerCase(Locale.ROOT)
                            + "; the key "
                            + caller.name()
                            + " has "
                            + caller.role().name().toLowerCase(Locale.ROOT));
        }
        return caller;
    }

    static Role role(String name) {
        return Role.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
