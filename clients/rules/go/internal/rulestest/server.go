package rulestest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Bound is the maximum time that a test waits for a condition.
const Bound = 20 * time.Second

// Server is a redis-server for one test, on a free loopback port; it ends with the test. VOXGUARD_RULES_SERVER names another
// executable that accepts the same arguments, such as valkey-server.
type Server struct {
	Client  *redis.Client
	test    testing.TB
	port    int
	process *exec.Cmd
}

// Start starts a server and waits until it answers.
func Start(t testing.TB) *Server {
	t.Helper()
	server := &Server{test: t, port: freePort(t)}
	server.Client = redis.NewClient(&redis.Options{Addr: fmt.Sprintf("127.0.0.1:%d", server.port), MaxRetries: -1, Protocol: 2})
	t.Cleanup(func() { server.Client.Close() })
	t.Cleanup(server.Kill)
	server.Restart()
	return server
}

// URL is where the server listens, now or after Restart.
func (s *Server) URL() string { return fmt.Sprintf("redis://127.0.0.1:%d", s.port) }

// Restart starts the server again, empty, on the same port.
func (s *Server) Restart() {
	s.test.Helper()
	s.process = exec.Command(executable(), "--port", fmt.Sprint(s.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
		"--dir", s.test.TempDir())
	if err := s.process.Start(); err != nil {
		s.test.Fatalf("%s: %v", executable(), err)
	}
	Eventually(s.test, "redis-server answers", func() bool { return s.Client.Ping(context.Background()).Err() == nil })
}

// Kill ends the server at once, as a crash would.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	// a stopped process does not handle the signal until it continues
	_ = s.process.Process.Signal(syscall.SIGCONT)
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	s.process = nil
}

// Hang stops the server with its connections open.
func (s *Server) Hang() {
	s.test.Helper()
	if err := s.process.Process.Signal(syscall.SIGSTOP); err != nil {
		s.test.Fatal(err)
	}
}

// Publish writes a signed publication atomically, as the publisher's script does, and then sends the hint.
func (s *Server) Publish(p Publication) {
	s.test.Helper()
	s.Write(p, p.Pointer())
	s.Do("publish", "rules:"+p.Set, p.Revision)
}

// Write writes a publication's blob and any pointer, without a hint.
func (s *Server) Write(p Publication, pointer string) {
	s.test.Helper()
	_, err := s.Client.TxPipelined(context.Background(), func(pipeline redis.Pipeliner) error {
		pipeline.Set(context.Background(), s.BlobKey(p), p.Blob, 0)
		pipeline.Set(context.Background(), "{rules:"+p.Set+"}:cur", pointer, 0)
		return nil
	})
	if err != nil {
		s.test.Fatal(err)
	}
}

// Replace publishes a revision and deletes the former blob at the same moment: the worst case for a reader.
func (s *Server) Replace(before, p Publication) {
	s.test.Helper()
	_, err := s.Client.TxPipelined(context.Background(), func(pipeline redis.Pipeliner) error {
		pipeline.Set(context.Background(), s.BlobKey(p), p.Blob, 0)
		pipeline.Set(context.Background(), "{rules:"+p.Set+"}:cur", p.Pointer(), 0)
		pipeline.Del(context.Background(), s.BlobKey(before))
		return nil
	})
	if err != nil {
		s.test.Fatal(err)
	}
}

// BlobKey returns the key of a publication's blob.
func (s *Server) BlobKey(p Publication) string {
	return fmt.Sprintf("{rules:%s}:v:%d", p.Set, p.Revision)
}

// Do runs a command that must not fail.
func (s *Server) Do(command ...any) any {
	s.test.Helper()
	reply, err := s.Client.Do(context.Background(), command...).Result()
	if err != nil {
		s.test.Fatalf("%v: %v", command, err)
	}
	return reply
}

// Eventually waits for a condition, and fails the test if it does not become true in time.
func Eventually(t testing.TB, what string, comesTrue func() bool) {
	t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(Bound); !comesTrue(); <-look.C {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", Bound, what)
		}
	}
}

func executable() string { return either(os.Getenv("VOXGUARD_RULES_SERVER"), "redis-server") }

func freePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
