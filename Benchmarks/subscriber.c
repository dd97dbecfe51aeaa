// SPDX-License-Identifier: Apache-2.0
// subscriber URL QUEUE: takes events as an outside subscriber does, with acknowledgements, and prints one line for each:
// the moment it came in, in microseconds since 1970, a tab, and the event. Ends with SIGTERM.
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static volatile sig_atomic_t is_over;

static void end(int signal) {
    (void)signal;
    is_over = 1;
}

static void require(int is_fine, const char *what) {
    if (is_fine) return;
    fprintf(stderr, "subscriber: %s\n", what);
    exit(1);
}

static int is_normal(amqp_rpc_reply_t reply) {
    return reply.reply_type == AMQP_RESPONSE_NORMAL;
}

int main(int count, char **arguments) {
    require(count == 3, "usage: subscriber URL QUEUE");
    struct amqp_connection_info place;
    require(amqp_parse_url(arguments[1], &place) == AMQP_STATUS_OK, "the URL can't be read");
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    require(socket && amqp_socket_open(socket, place.host, place.port) == AMQP_STATUS_OK, "no connection");
    require(is_normal(amqp_login(connection, place.vhost, 0, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN,
                                 place.user, place.password)), "the login is refused");
    require(amqp_channel_open(connection, 1) != NULL, "no channel");
    require(amqp_basic_qos(connection, 1, 0, 100, 0) != NULL, "no prefetch");
    require(amqp_basic_consume(connection, 1, amqp_cstring_bytes(arguments[2]), amqp_empty_bytes, 0, 0, 0,
                               amqp_empty_table) != NULL, "the queue can't be read");
    signal(SIGTERM, end);
    fprintf(stderr, "subscriber: ready\n");
    while (!is_over) {
        amqp_envelope_t event;
        struct timeval patience = {.tv_sec = 0, .tv_usec = 200000};
        amqp_maybe_release_buffers(connection);
        amqp_rpc_reply_t reply = amqp_consume_message(connection, &event, &patience, 0);
        if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT) continue;
        require(is_normal(reply), "the connection is lost");
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        printf("%lld\t%.*s\n", (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000,
               (int)event.message.body.len, (const char *)event.message.body.bytes);
        require(amqp_basic_ack(connection, 1, event.delivery_tag, 0) == AMQP_STATUS_OK, "the connection is lost");
        amqp_destroy_envelope(&event);
    }
    return 0;
}
