// Command crosswalk maps the requirements of one job class to another's, over
// a web page, a REST API and this command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"crosswalk/internal/app"
	"crosswalk/internal/coding"
	"crosswalk/internal/eval"
	"crosswalk/internal/review"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/spec"
)

// version is set by the build.
var version = "dev"

// Exit codes.
const (
	exitFailed   = 1
	exitWrongUse = 2
)

// cli is the command line. Every flag is also an environment variable
// CROSSWALK_*.
type cli struct {
	Data   string `default:"./data" help:"Directory of the catalog and the index (${default})." placeholder:"DIR"`
	Format string `default:"table" enum:"table,json" help:"Output format: table or json."`
	// Thresholds of a coding's decision; their defaults are coding.DefaultThresholds.
	SuggestFrom float64 `default:"${suggest}" help:"Least confidence with which an O*NET-SOC code is suggested (${default})." placeholder:"P"`
	ReviewFrom  float64 `default:"${review}" help:"Confidence below which no O*NET-SOC code fits (${default})." placeholder:"P"`

	Model    string        `help:"Encoder file to use instead of the built-in one, such as the large model that make model SIZE=large trains." placeholder:"FILE"`
	Embedder embedderFlags `embed:"" prefix:"embedder-"`

	Actor string `help:"Who acts: a user where there are accounts, else your name, which is kept and stands beside what you decide." placeholder:"NAME"`

	LogLevel string `default:"warn" enum:"debug,info,warn,error" help:"Least level that is logged: debug, info, warn or error."`

	Serve          serveCommand          `cmd:"" help:"Serve pages and REST API."`
	Ingest         ingestCommand         `cmd:"" help:"Read documents into the catalog."`
	Onet           onetCommand           `cmd:"" help:"Import an O*NET release, and list what it changed."`
	Classes        classesCommand        `cmd:"" help:"List classes."`
	Show           showCommand           `cmd:"" help:"Show a class with its statements."`
	Search         searchCommand         `cmd:"" help:"Find statements."`
	Crosswalk      crosswalkCommand      `cmd:"" help:"Map one class's requirements to another's statements."`
	Rank           rankCommand           `cmd:"" help:"Rank the other classes against a class."`
	Qualifications qualificationsCommand `cmd:"" help:"Show what a class asks of those who apply, as structure."`
	Ladder         ladderCommand         `cmd:"" help:"Show the classes of a series in order, and what sets each apart from the one before it."`
	Paths          pathsCommand          `cmd:"" help:"Find ways from a class to another, hop by hop."`
	Code           codeCommand           `cmd:"" help:"Find the O*NET-SOC code of a class."`
	Allocate       allocateCommand       `cmd:"" help:"Place a job among the classes of an employer."`
	Groups         groupsCommand         `cmd:"" help:"Group classes that may be the same job."`
	Duplicates     duplicatesCommand     `cmd:"" help:"List statements that several classes make in nearly the same words."`
	Similarity     similarityCommand     `cmd:"" help:"Compare pairs of statements."`
	Retrieve       retrieveCommand       `cmd:"" help:"Rank the entries of an ad-hoc corpus."`
	Propose        proposeCommand        `cmd:"" help:"Let the machine propose mappings for people to decide on."`
	Mappings       mappingsCommand       `cmd:"" help:"List mappings, or show one with its history."`
	Queue          queueCommand          `cmd:"" help:"List the mappings that wait for you."`
	Decide         decideCommand         `cmd:"" help:"Accept, reject, change, comment, sign or confirm a mapping."`
	Accept         acceptCommand         `cmd:"" help:"Accept all proposals from a confidence on."`
	Agreement      agreementCommand      `cmd:"" help:"Show how far raters agree."`
	Linkup         linkupCommand         `cmd:"" help:"Show the link-up form of a class and an occupation."`
	Recalibrate    recalibrateCommand    `cmd:"" help:"Show what reviewers' decisions make of the confidence of codes, and put it in force."`
	Export         exportCommand         `cmd:"" help:"Write mappings in a format of the field."`
	Import         importCommand         `cmd:"" help:"Read exported mappings back."`
	Corrections    correctionsCommand    `cmd:"" help:"Carry what people corrected to where the reader is fitted."`
	Vectors        vectorsCommand        `cmd:"" help:"Carry the vectors of statements from one catalog to another."`
	Audit          auditCommand          `cmd:"" help:"Write the audit log, or check it."`
	Users          usersCommand          `cmd:"" help:"List, make and change users."`
	Keys           keysCommand           `cmd:"" help:"List, make and revoke API keys."`
	Eval           evalCommand           `cmd:"" help:"Measure quality against known truths."`
	Backup         backupCommand         `cmd:"" help:"Write a consistent copy of the catalog."`
	Restore        restoreCommand        `cmd:"" help:"Put a backup in the place of the catalog. Stop the service before."`
	Train          trainCommand          `cmd:"" help:"Train the built-in model from open data."`
	Withdraw       withdrawCommand       `cmd:"" help:"Take a class out of force; its documents stay readable."`
	Healthcheck    healthcheckCommand    `cmd:"" help:"Ask a running service whether it is ready."`
	Version        versionCommand        `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// env is what a command works with.
type env struct {
	ctx    context.Context
	cli    *cli
	in     io.Reader
	out    io.Writer
	errOut io.Writer
	log    *slog.Logger
	early  bool // a service answers by words until all vectors are made
}

// run parses the arguments, runs the command and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("crosswalk"),
		kong.Description("Maps what one job class requires to what another offers, with evidence for every answer."),
		kong.DefaultEnvars("CROSSWALK"),
		kong.Writers(out, errOut),
		kong.Vars{"sets": strings.Join(eval.Sets, ", "), "suggest": fmt.Sprint(coding.DefaultThresholds.Suggest), "review": fmt.Sprint(coding.DefaultThresholds.Review)},
		kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(errOut, "crosswalk:", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintln(errOut, "crosswalk:", err)
		fmt.Fprintln(errOut, "Run \"crosswalk --help\" for usage.")
		return exitWrongUse
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		fmt.Fprintln(errOut, "crosswalk:", err)
		return exitWrongUse
	}
	ctx = review.WithActor(ctx, review.Actor{ID: "local", Name: c.Actor, Role: review.Admin})
	e := &env{ctx: ctx, cli: &c, in: in, out: out, errOut: errOut,
		log: slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: level}))}
	if err := command.Run(e); err != nil {
		fmt.Fprintf(errOut, "crosswalk %s: %v\n", command.Selected().Name, err)
		return exitCode(err)
	}
	return 0
}

// exitCode tells wrong use, an argument that can never be right, from what
// failed.
func exitCode(err error) int {
	var e *spec.Error
	if errors.As(err, &e) && e.Code == spec.Invalid && e.Field != "" {
		return exitWrongUse
	}
	return exitFailed
}

// matcher returns the matcher by the model that the flags ask for.
func (e *env) matcher() (*app.Matcher, error) {
	model, err := e.model()
	if err != nil {
		return nil, err
	}
	return app.NewMatcher(model)
}

// model reads the model of a file, and returns nil for the built-in one.
func (e *env) model() (*encoder.Encoder, error) {
	if e.cli.Model == "" {
		return nil, nil
	}
	data, err := os.ReadFile(e.cli.Model)
	if err != nil {
		return nil, err
	}
	model, err := encoder.Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.cli.Model, err)
	}
	return model, nil
}

func (e *env) config() app.Config {
	return app.Config{DataDir: e.cli.Data, Log: e.log, Now: time.Now,
		Version: version, Thresholds: coding.Thresholds{Suggest: e.cli.SuggestFrom, Review: e.cli.ReviewFrom}}
}

// openAnswering opens an app that is to be started, and to answer. It has the
// embedder, for which a service may be asked; other apps do without.
func (e *env) openAnswering() (*app.App, error) {
	cfg := e.config()
	if cfg.Early = e.early; !e.early { // a service has its log
		cfg.Progress = e.phases()
	}
	var err error
	if cfg.Encoder, err = e.model(); err != nil {
		return nil, err
	}
	if cfg.Embedder, err = e.embedder(); err != nil {
		return nil, err
	}
	return app.Open(e.ctx, cfg)
}

// withApp runs f with an app that is ready.
func (e *env) withApp(f func(*app.App) error) error {
	if !app.HasCatalog(e.cli.Data) {
		fmt.Fprintf(e.errOut, "There is no catalog in %s yet: one is made, with the seed documents.\n", e.cli.Data)
	}
	a, err := e.openAnswering()
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Start(e.ctx); err != nil {
		return err
	}
	return f(a)
}

// withCatalog runs f with an app over a catalog that must be there. The app is
// not started: it answers no questions.
func (e *env) withCatalog(f func(*app.App) error) error {
	if !app.HasCatalog(e.cli.Data) {
		return fmt.Errorf("there is no catalog in %s", e.cli.Data)
	}
	a, err := app.Open(e.ctx, e.config())
	if err != nil {
		return err
	}
	defer a.Close()
	return f(a)
}

// count is a flag that asks for so many of something.
type count int

// Validate refuses a count that would show nothing; the use cases know the
// upper bounds.
func (n count) Validate() error {
	if n < 1 {
		return fmt.Errorf("must be at least 1, not %d", n)
	}
	return nil
}

type versionCommand struct{}

func (versionCommand) Run(e *env) error {
	_, err := fmt.Fprintln(e.out, "crosswalk", version)
	return err
}
