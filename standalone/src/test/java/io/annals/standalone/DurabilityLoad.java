package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that record without end, each command under an {@code Idempotency-Key} of its own, which
 * is also the note of its events. All that they ask for is allowed, so an answer is an acceptance,
 * or "not known" (503, or none at all).
 */
final class DurabilityLoad implements AutoCloseable {
    static final String SOURCE = "src_load";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> REGIONS = List.of("440103", "440106", "440112");
    private static final int CLIENTS = 8;
    private static final int OWN_SUBJECTS = 40;
    private static final int SHARED_SUBJECTS = 16;
    private static final int MOST_COMMANDS_PER_CLIENT = 5_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long AWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** What is asked for; {@code events} is how many there will be of it. */
    record Command(String path, String body, String key, int events) {
        boolean founding() {
            return path.endsWith("/companies") || events == 3;
        }
    }

    /** What was acknowledged; the position is null where the answer had none yet. */
    record Acknowledged(
            Command command, String subject, List<String> eventIds, @Nullable Long position) {}

    private final List<URI> urls;
    private final String key;
    private final long seed;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Command> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final List<String> shared = new ArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private volatile boolean running;

    /** Clients of one registry; they spread over its addresses. */
    DurabilityLoad(long seed, String key, URI... urls) {
        this.seed = seed;
        this.key = key;
        this.urls = List.of(urls);
    }

    /** Records what the commands refer to. */
    void prepare() {
        found(
                "/api/v1/sources",
                "source",
                object().put("id", SOURCE).put("title", "Load").put("publisher", "Tests"));
        var levels = List.of("country", "province", "city", "district", "district", "district");
        var codes = List.of("CN", "440000", "440100", "440103", "440106", "440112");
        for (int i = 0; i < codes.size(); i++) {
            var region =
                    object().put("code", codes.get(i))
                            .put("name", codes.get(i))
                            .put("level", levels.get(i));
            if (i > 0) {
                region.put("parent", codes.get(Math.min(i - 1, 2)));
            }
            found("/api/v1/regions", codes.get(i), dated(region, "..1980"));
        }
        for (int i = 0; i < SHARED_SUBJECTS; i++) {
            shared.add("com_shared-" + i);
            var company =
                    object().put("id", shared.getLast())
                            .put("name", "Shared " + i)
                            .put("region", REGIONS.getFirst());
            found("/api/v1/companies", shared.getLast(), dated(company, "2010-01-01"));
        }
    }

    /** Prepares and begins. */
    void start() {
        prepare();
        running = true;
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            clients.add(Thread.ofPlatform().name("client-" + number).start(() -> run(number)));
        }
    }

    /** Ends the load; what is not answered then stays so. */
    void stop() {
        running = false;
        for (Thread thread : clients) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        clients.clear();
    }

    /** Asks again for all that was not answered, each with its own key, until it is. */
    void retryUnanswered() {
        for (Command command = unanswered.poll(); command != null; command = unanswered.poll()) {
            Command again = command;
            await("an answer")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> send(0, again).isPresent());
        }
        assertThat(surprises).isEmpty();
    }

    /** Asks again for some of what was answered: the answer must be the one that was given. */
    void repeatSomeAnswered() {
        var all = List.copyOf(acknowledged);
        new Random(seed)
                .ints(200, 0, all.size())
                .mapToObj(all::get)
                .forEach(
                        given -> {
                            var again = send(0, given.command());
                            assertThat(again).as("a repeated command").isPresent();
                            assertThat(again.get().eventIds()).isEqualTo(given.eventIds());
                            if (given.position() != null) {
                                assertThat(again.get().position()).isEqualTo(given.position());
                            }
                        });
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** How many answers came so far. */
    int answers() {
        return acknowledged.size();
    }

    /** How often it stayed unknown what became of a command. */
    int unknown() {
        return unknown.get();
    }

    /** How many answers were 503. */
    int unavailable() {
        return unavailable.get();
    }

    /** Waits until so many more commands are answered. */
    void awaitAnswers(int more) {
        int enough = answers() + more;
        await("answers")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> answers() >= enough);
    }

    /** Records one command, however often that has to be asked for. */
    Acknowledged record(Command command) {
        return await("an answer")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .failFast(() -> assertThat(surprises).isEmpty())
                .until(() -> send(0, command), Optional::isPresent)
                .orElseThrow();
    }

    /** A company of its own, with a business scope. */
    static Command company(String id, String scope) {
        var company =
                object().put("id", id)
                        .put("name", id)
                        .put("region", REGIONS.getFirst())
                        .put("businessScope", scope);
        return new Command(
                "/api/v1/companies",
                dated(company, "2015-05-05").put("note", id).toString(),
                id,
                1);
    }

    private void found(String path, String note, ObjectNode body) {
        record(new Command(path, body.put("note", note).toString(), note, 1));
    }

    private void run(int number) {
        var random = new Random(seed * 31 + number);
        var own = new ArrayList<String>();
        boolean away = false;
        for (int i = 0; running && i < MOST_COMMANDS_PER_CLIENT; i++) {
            Command command = next(random, number, i, own);
            // some commands are left for later at the first failure, but never two in a row
            boolean patient = away || random.nextBoolean();
            Optional<Acknowledged> answer = send(number, command);
            away = answer.isEmpty();
            while (answer.isEmpty() && patient && running) {
                LockSupport.parkNanos(AWAY_NANOS);
                answer = send(number, command);
                away = answer.isEmpty();
            }
            if (answer.isEmpty()) {
                unanswered.add(command);
            } else if (command.founding()) {
                own.add(answer.get().subject());
                if (own.size() > OWN_SUBJECTS) {
                    own.removeFirst();
                }
            }
            LockSupport.parkNanos(away ? AWAY_NANOS : PAUSE_NANOS);
        }
    }

    private Command next(Random random, int number, int i, List<String> own) {
        String mark = "client-" + number + "-" + i;
        String day =
                "%d-%02d-%02d"
                        .formatted(
                                2016 + random.nextInt(4),
                                1 + random.nextInt(12),
                                1 + random.nextInt(28));
        String region = REGIONS.get(random.nextInt(REGIONS.size()));
        int what = own.isEmpty() ? 0 : random.nextInt(10);
        if (what <= 1) {
            var company =
                    dated(object().put("name", mark).put("region", region), "2015")
                            .put("note", mark);
            if (random.nextBoolean()) {
                company.put("id", "com_" + mark);
            }
            return new Command("/api/v1/companies", company.toString(), mark, 1);
        }
        String subject =
                random.nextInt(5) == 0
                        ? shared.get(random.nextInt(shared.size()))
                        : own.get(random.nextInt(own.size()));
        String path = "/api/v1/companies/" + subject;
        return switch (what) {
            case 2, 3, 4 ->
                    new Command(
                            path + "/rename",
                            dated(object().put("name", mark), day).put("note", mark).toString(),
                            mark,
                            1);
            case 5, 6, 7 ->
                    new Command(
                            path + "/relocate",
                            dated(object().put("region", region), day).put("note", mark).toString(),
                            mark,
                            1);
            case 8 -> {
                String id = "com_" + mark;
                yield new Command(
                        "/api/v1/companies/" + id + "/record",
                        batch(mark, day, "register", "rename", "relocate").toString(),
                        mark,
                        3);
            }
            default ->
                    new Command(
                            path + "/record",
                            batch(mark, day, "rename", "relocate").toString(),
                            mark,
                            2);
        };
    }

    private static ArrayNode batch(String mark, String day, String... verbs) {
        ArrayNode batch = JSON.createArrayNode();
        for (String verb : verbs) {
            var fact =
                    dated(object().put("verb", verb), verb.equals("register") ? "2015" : day)
                            .put("note", mark);
            if (!verb.equals("relocate")) {
                fact.put("name", mark);
            }
            if (!verb.equals("rename")) {
                fact.put("region", REGIONS.getLast());
            }
            batch.add(fact);
        }
        return batch;
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static ObjectNode dated(ObjectNode fact, String day) {
        fact.put("effectiveOn", day).putObject("source").put("id", SOURCE);
        return fact;
    }

    /** Empty when it is not known what became of it. */
    private Optional<Acknowledged> send(int number, Command command) {
        var request =
                HttpRequest.newBuilder(urls.get(number % urls.size()).resolve(command.path()))
                        .timeout(Duration.ofMinutes(1))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", command.key())
                        .POST(HttpRequest.BodyPublishers.ofString(command.body()))
                        .build();
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            unknown.incrementAndGet();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (response.statusCode() == 503) {
            unavailable.incrementAndGet();
            unknown.incrementAndGet();
            return Optional.empty();
        }
        if (response.statusCode() / 100 != 2) {
            surprises.add(response.statusCode() + " to " + command + ": " + response.body());
            return Optional.empty();
        }
        Acknowledged answer = acknowledged(command, JSON.readTree(response.body()));
        acknowledged.add(answer);
        return Optional.of(answer);
    }

    private static Acknowledged acknowledged(Command command, JsonNode answer) {
        var eventIds = new ArrayList<String>();
        answer.path("events").forEach(event -> eventIds.add(event.get("eventId").stringValue()));
        if (eventIds.isEmpty()) {
            eventIds.add(answer.get("eventId").stringValue());
        }
        return new Acknowledged(
                command,
                answer.get("id").stringValue(),
                eventIds,
                answer.has("position") ? answer.get("position").longValue() : null);
    }

    @Override
    public void close() {
        stop();
        client.shutdownNow();
    }
}
