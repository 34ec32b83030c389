package main

import (
	"fmt"
	"io"
	"os"

	"go.temporal.io/server/common/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// maxLog is the size above which the log of an earlier run is put aside (one, as FILE.1).
const maxLog = 8 << 20

// openLog makes a logger that appends warnings and errors to a file, one line of JSON each. The server's own constructor
// adds a stack trace of several kilobytes to every error, also to those it retries by itself; this one leaves them out. What
// ends the process (a port that was taken meanwhile) goes to stderr too: the server exits there and then.
func openLog(path string, stderr io.Writer) (log.Logger, func(), error) {
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, nil, fmt.Errorf("log file: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("log file: %w", err)
	}
	enc := log.DefaultZapEncoderConfig
	enc.StacktraceKey = zapcore.OmitKey
	core := zapcore.NewTee(
		zapcore.NewCore(zapcore.NewJSONEncoder(enc), zapcore.Lock(file), zap.WarnLevel),
		zapcore.NewCore(zapcore.NewJSONEncoder(enc), zapcore.AddSync(stderr), zap.FatalLevel),
	)
	return log.NewZapLogger(zap.New(core)), func() { _ = file.Close() }, nil
}
