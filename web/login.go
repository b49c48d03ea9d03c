package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/spec"
)

// loginPage asks who somebody is.
type loginPage struct {
	User   string
	Back   string // path to go on to
	Wrong  bool   // what was said before
	Needed bool   // there are accounts
}

func (p *Pages) login(c echo.Context) error {
	return p.render(c, http.StatusOK, "login", "Log in", "", loginPage{Back: ownPath(c.QueryParam("back")), Needed: p.app.HasAccounts()})
}

func (p *Pages) doLogin(c echo.Context) error {
	user, back := c.FormValue("user"), ownPath(c.FormValue("back"))
	l, err := p.app.Login(c.Request().Context(), user, c.FormValue("password"))
	if spec.CodeOf(err) == spec.Unauthenticated {
		return p.render(c, http.StatusUnauthorized, "login", "Log in", "", loginPage{User: user, Back: back, Wrong: true, Needed: true})
	}
	if err != nil {
		return err
	}
	cookie := api.SessionOf(l)
	c.SetCookie(&cookie)
	return c.Redirect(http.StatusSeeOther, back)
}

func (p *Pages) doLogout(c echo.Context) error {
	if cookie, err := c.Cookie(api.SessionCookie); err == nil {
		if err := p.app.Logout(c.Request().Context(), cookie.Value); err != nil {
			return err
		}
	}
	none := api.NoSession()
	c.SetCookie(&none)
	return c.Redirect(http.StatusSeeOther, "/login")
}

// ownPath keeps a path of this service: nobody is sent elsewhere.
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return "/"
	}
	return path
}

// toLogin sends somebody who must say who they are to the form, and back.
func toLogin(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, "/login?back="+url.QueryEscape(c.Request().URL.RequestURI()))
}
